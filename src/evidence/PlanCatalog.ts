/** What the catalog says of the relations that plans name, so that a plan can be understood without a server. */
export interface PlanCatalog {
  tables: CatalogTable[];
  indexes: CatalogIndex[];
}

/** Names as EXPLAIN writes them in Schema and Relation Name: unquoted. */
export interface CatalogTable {
  oid: number;
  schema: string;
  name: string;
  /** pg_class.relkind. */
  kind: string;
  /** The table that it is a partition of, or inherits from, by oid; the topmost. */
  root: number | null;
  /** As pg_get_partkeydef gives it; null where it is not partitioned. */
  partitionKey: string | null;
  /** pg_class.reltuples; -1 where it was never analyzed. */
  rows: number;
  pages: number;
  allVisible: number;
  columns: CatalogColumn[];
  /** Of its extended statistics: their definitions, their names left out. */
  statistics: string[];
}

export interface CatalogColumn {
  name: string;
  /** As format_type gives it. */
  type: string;
  /** Null where the type has none, or where it is the type's own. */
  collation: string | null;
  notNull: boolean;
  /** Whether pg_statistic has a row of it. */
  analyzed: boolean;
  /** pg_stats.n_distinct; null where it was not analyzed. */
  distinct: number | null;
  nullFraction: number | null;
  correlation: number | null;
}

export interface CatalogIndex {
  oid: number;
  schema: string;
  name: string;
  /** Of its table. */
  table: number;
  /** As pg_get_indexdef gives it, its own name and its table's left out: `unique btree (customer_id, created_at DESC) WHERE open`. */
  definition: string;
  /** Expressions or columns of its key, as pg_get_indexdef gives them one by one. */
  keys: string[];
  included: string[];
  /** Of the key's columns; null where it is the column type's own. */
  collations: (string | null)[];
  predicate: string | null;
  method: string;
  unique: boolean;
  valid: boolean;
  pages: number;
}
