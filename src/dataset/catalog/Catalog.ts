/** What the loader knows of a database: read once, before any row. */
export interface Catalog {
  tables: CatalogTable[];
}

export interface CatalogTable {
  oid: number;
  /** Schema-qualified, quoted as PostgreSQL prints it. */
  name: string;
  kind: 'table' | 'partitioned' | 'partition';
  columns: CatalogColumn[];
  keys: CatalogKey[];
  foreignKeys: CatalogForeignKey[];
  /** By name, as pg_get_constraintdef prints them. */
  checks: { name: string; definition: string; columns: string[] }[];
}

export interface CatalogColumn {
  name: string;
  type: PgType;
  /** Of the column, or of its domain. */
  notNull: boolean;
  hasDefault: boolean;
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
  /** As pg_get_indexdef prints it. */
  definition: string;
  partial: boolean;
}

export interface CatalogForeignKey {
  name: string;
  columns: string[];
  parent: string;
  parentColumns: string[];
  /** NOT VALID and NOT ENFORCED ones are not. */
  validated: boolean;
}

export interface PgType {
  oid: number;
  /** As format_type prints it, with its modifier: `character varying(20)`. */
  name: string;
  /** pg_type.typname of the type below any domain: `varchar`. */
  base: string;
  baseOid: number;
  kind: 'base' | 'enum' | 'array' | 'range' | 'multirange' | 'composite' | 'other';
  /** pg_attribute.atttypmod, or the domain's; -1 for none. */
  modifier: number;
  /** Of an enum, in order. */
  labels: string[];
  /** Of an array; the subtype of a range, the range of a multirange. */
  element: PgType | null;
  /** Of a composite, in order. */
  fields?: readonly { readonly name: string; readonly type: PgType }[];
}
