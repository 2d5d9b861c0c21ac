export interface RelationFacts {
  oid: number;
  /** Schema-qualified, quoted as PostgreSQL prints it. */
  name: string;
  /** pg_class.relkind. */
  kind: 'r' | 'p' | 'i' | 'I' | 'S' | 'v' | 'm' | 'f' | 'c' | 't';
  /** The table of an index or a TOAST table, else null. */
  table: string | null;
  bytes: number;
  /** pg_class.reltuples; -1 where never analyzed. */
  rows: number;
}
