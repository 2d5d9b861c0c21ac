/** What production.json holds. Names are spelt as in pg_stats; it has no value of any row but where one was asked for. */

export const productionVersion = 1;

export interface Production {
  schemaVersion: typeof productionVersion;
  /** ISO timestamp, by production's clock. */
  capturedAt: string;
  server: ProductionServer;
  roles: ProductionRole[];
  /** By schema-qualified name, quoted as PostgreSQL prints it; partitions and materialized views too. */
  tables: Record<string, ProductionTable>;
  /** What migration tools have written down there. */
  migrations: ProductionHistory[];
  /** What could not be read, why, and what would give it. */
  notRead: { what: string; reason: string; remedy: string }[];
}

export interface ProductionServer {
  /** As in `16.4`. */
  version: string;
  major: number;
  standby: boolean;
  /** pg_encoding_to_char: `UTF8`. */
  encoding: string;
  locale: {
    provider: 'libc' | 'icu' | 'builtin';
    collate: string;
    ctype: string;
    /** Of ICU and the builtin provider. */
    locale?: string | undefined;
    /** pg_database.datcollversion. */
    version?: string | undefined;
  };
  timezone: string;
  /** Settings that differ from PostgreSQL's own defaults and change plans, locks or durations, as SHOW prints them. */
  settings: Record<string, string>;
  /** Versions by name. */
  extensions: Record<string, string>;
}

export interface ProductionRole {
  name: string;
  superuser: boolean;
  inherit: boolean;
  createRole: boolean;
  createDatabase: boolean;
  login: boolean;
  replication: boolean;
  bypassRowSecurity: boolean;
  memberOf: string[];
}

export interface ProductionTable {
  kind: 'table' | 'partitioned table' | 'materialized view';
  /** pg_class.reltuples, of all partitions where it has any; missing where never analyzed. */
  rows?: number | undefined;
  /** The rows were counted, not estimated. */
  exact?: boolean | undefined;
  /** In bytes: pages as of the last VACUUM or ANALYZE, or the files' sizes where the rows are exact. */
  bytes: { heap: number; toast: number; indexes: number };
  partitionOf?: string | undefined;
  /** How it is partitioned; `key` lacks what is an expression. Bounds are values, and left out. */
  partitioned?: { by: 'range' | 'list' | 'hash'; key: string[]; partitions: number } | undefined;
  columns: Record<string, ProductionColumn>;
  /** By the constraint's name. */
  foreignKeys?: Record<string, ProductionForeignKey> | undefined;
}

/** pg_stats; of a partitioned table the statistics of the whole, where it was analyzed itself. */
export interface ProductionColumn {
  /** As format_type prints it. */
  type: string;
  notNull?: true | undefined;
  /** Share of nulls, 0 to 1. */
  nullFrac?: number | undefined;
  /** Bytes. */
  avgWidth?: number | undefined;
  /** Positive: so many distinct values; negative: as a share of the rows. */
  nDistinct?: number | undefined;
  /** nDistinct was counted, not estimated. */
  exact?: boolean | undefined;
  /** Of the physical with the logical order, -1 to 1. */
  correlation?: number | undefined;
  /** Shares of the rows that the most common values have, largest first; the values are absent. */
  mostCommonFreqs?: number[] | undefined;
  /** How many bounds the histogram has. */
  histogramBounds?: number | undefined;
  /** Only of columns named with --values: as PostgreSQL prints them, in the order of mostCommonFreqs. */
  mostCommonVals?: string[] | undefined;
  /** Only of columns named with --values: the histogram's bounds, ascending. */
  histogramVals?: string[] | undefined;
}

export interface ProductionForeignKey {
  columns: string[];
  references: string;
  referencedColumns: string[];
  /** How many rows refer to one; missing where there are no statistics. */
  fanOut?: FanOut | undefined;
}

export interface FanOut {
  /** Counted, not estimated from pg_stats. */
  exact: boolean;
  /** Rows of the table referred to; missing where never analyzed. */
  parents?: number | undefined;
  /** How many of them something refers to. */
  parentsWithChildren: number;
  /** The most rows that refer to one; missing where the statistics do not tell. */
  max?: number | undefined;
  /** Of those that something refers to; only where counted. */
  median?: number | undefined;
  p90?: number | undefined;
  p99?: number | undefined;
}

export const migrationTools = [
  'flyway',
  'prisma',
  'drizzle',
  'diesel',
  'goose',
  'knex',
  'django',
  'sqlx',
  'alembic',
  'golang-migrate',
  'ecto',
  'rails',
  'dbmate',
  'supabase',
  'node-pg-migrate',
  'atlas',
  'liquibase',
] as const;
export type MigrationTool = (typeof migrationTools)[number];

export interface ProductionHistory {
  tool: MigrationTool;
  /** The table that it was read from. */
  table: string;
  /** `latest`: the tool keeps only the newest version, which stands for all before it. */
  keeps: 'all' | 'latest';
  /** In the order in which they were applied. */
  applied: AppliedMigration[];
}

export interface AppliedMigration {
  /** The tool's own id: a number, a timestamp, a hash (drizzle); a name where it has none. */
  version: string;
  /** The file or folder, where the tool keeps it. */
  name?: string | undefined;
  /** ISO timestamp. */
  appliedAt?: string | undefined;
  durationMs?: number | undefined;
  /** Missing: applied. `baseline`: it and all before it count as applied. */
  state?: 'failed' | 'undone' | 'baseline' | undefined;
}
