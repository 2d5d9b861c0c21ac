/** What the loader knows of a database: read once, before any row. */
export interface Catalog {
  tables: CatalogTable[];
}

export interface CatalogTable {
  oid: number;
  /** Schema-qualified, quoted as PostgreSQL prints it. */
  name: string;
  /** A partition that is partitioned itself is a `partition`. */
  kind: 'table' | 'partitioned' | 'partition';
  /** The partitions at the ends of a partitioned table's tree, in order of name; none for an ordinary table. */
  leaves: CatalogLeaf[];
  columns: CatalogColumn[];
  keys: CatalogKey[];
  foreignKeys: CatalogForeignKey[];
  /** By name, as pg_get_constraintdef prints them. */
  checks: { name: string; definition: string; columns: string[] }[];
}

/** A partition that holds rows, with what pg_get_partition_constraintdef says of them over all levels; null: any row. */
export interface CatalogLeaf {
  name: string;
  constraint: string | null;
  /** The columns of the partition keys above it. */
  columns: string[];
}

export interface CatalogColumn {
  name: string;
  type: PgType;
  /** Of the column, or of its domain. */
  notNull: boolean;
  hasDefault: boolean;
  /** The default, or what a generated column is computed from, as pg_get_expr prints it, where the column itself has one. */
  defaultSql: string | null;
  identity: boolean;
  /** Computed by the server; never written. */
  generated: boolean;
  /** The sequences that fill it: owned, of its identity, or called in its default. */
  sequences: string[];
}

/** A primary key, unique constraint, unique index or exclusion constraint. */
export interface CatalogKey {
  name: string;
  kind: 'primary' | 'unique' | 'exclusion';
  /** Null where an expression is indexed. */
  columns: string[] | null;
  /** Those that are indexed as they are, beside expressions. */
  plain: string[];
  /** As pg_get_indexdef prints it. */
  definition: string;
  partial: boolean;
  /** Of a partial one, as pg_get_expr prints it. */
  predicate: string | null;
  nullsDistinct: boolean;
}

export interface CatalogForeignKey {
  name: string;
  columns: string[];
  parent: string;
  parentColumns: string[];
  /** NOT VALID and NOT ENFORCED ones are not. */
  validated: boolean;
  /** MATCH FULL: all columns are NULL or none is. */
  full: boolean;
}

export interface PgType {
  oid: number;
  /** As format_type prints it, with its modifier: `character varying(20)`. */
  name: string;
  /** pg_type.typname of the type below any domain: `varchar`. */
  base: string;
  baseOid: number;
  kind: 'base' | 'enum' | 'array' | 'range' | 'multirange' | 'composite' | 'other';
  /** Of the type below any domain, as format_type prints it. */
  sqlName: string;
  /** The conditions of its domains, on VALUE. */
  checks: { name: string; definition: string }[];
  /** Of a composite type, in order. */
  fields: { name: string; type: PgType }[];
  /** pg_attribute.atttypmod, or the domain's; -1 for none. */
  modifier: number;
  /** Of an enum, in order. */
  labels: string[];
  /** Of an array; of a range, what it ranges over; of a multirange, its range. */
  element: PgType | null;
}
