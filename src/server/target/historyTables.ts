import type { MigrationTool, ProductionHistory } from '../../scenario/production/Production.ts';

/** A table in which a migration tool writes down what it has applied, and how to read it. */
export interface HistoryTable {
  tool: MigrationTool;
  /** Its name, in whatever schema. */
  table: string;
  /** It is this tool's where it has all of these columns; the first that fits is taken. */
  columns: readonly string[];
  /** It is this tool's only where its schema has this table, too. */
  beside?: string;
  keeps: ProductionHistory['keeps'];
  /** SQL expressions over a row of it; default of all but `version`: NULL. */
  version: string;
  name?: string;
  /** timestamptz. */
  at?: string;
  /** Milliseconds. */
  ms?: string;
  /** NULL where applied, or 'failed', 'undone', 'baseline'. */
  state?: string;
  where?: string;
  order: string;
  /** It writes the row before it runs the migration, and again or nothing after it; otherwise after it. */
  writesFirst?: true;
  /** Other tables that it keeps for itself. */
  companions?: readonly string[];
}

/**
 * What the tools' own sources create. Columns that may hold more than ids, names and times (prisma's logs, flyway's
 * installed_by, supabase's statements) are never read.
 */
export const historyTables: readonly HistoryTable[] = [
  {
    tool: 'flyway',
    table: 'flyway_schema_history',
    columns: ['installed_rank', 'version', 'script', 'type', 'installed_on', 'execution_time', 'success'],
    keeps: 'all',
    version: 'coalesce(h.version, h.script)',
    name: 'h.script',
    at: 'h.installed_on::timestamptz',
    ms: 'h.execution_time',
    state: `CASE WHEN NOT h.success THEN 'failed' WHEN h.type LIKE '%BASELINE' THEN 'baseline' WHEN h.type LIKE 'UNDO%' OR h.type = 'DELETE' THEN 'undone' END`,
    where: `h.type <> 'SCHEMA'`,
    order: 'h.installed_rank',
  },
  {
    tool: 'prisma',
    table: '_prisma_migrations',
    columns: ['migration_name', 'started_at', 'finished_at', 'rolled_back_at'],
    keeps: 'all',
    version: 'h.migration_name',
    at: 'h.finished_at',
    ms: 'extract(epoch FROM h.finished_at - h.started_at) * 1000',
    state: `CASE WHEN h.rolled_back_at IS NOT NULL THEN 'undone' WHEN h.finished_at IS NULL THEN 'failed' END`,
    order: 'h.started_at',
    writesFirst: true,
  },
  {
    tool: 'drizzle',
    table: '__drizzle_migrations',
    columns: ['id', 'hash', 'created_at'],
    keeps: 'all',
    version: 'h.hash',
    // The journal's time of making, which is what drizzle compares; it is no time of applying.
    name: 'h.created_at::text',
    order: 'h.created_at, h.id',
  },
  {
    tool: 'diesel',
    table: '__diesel_schema_migrations',
    columns: ['version', 'run_on'],
    keeps: 'all',
    version: 'h.version',
    at: 'h.run_on::timestamptz',
    order: 'h.version',
  },
  {
    tool: 'goose',
    table: 'goose_db_version',
    columns: ['id', 'version_id', 'is_applied', 'tstamp'],
    keeps: 'all',
    version: 'h.version_id::text',
    at: 'h.tstamp::timestamptz',
    state: `CASE WHEN NOT h.is_applied THEN 'undone' END`,
    where: 'h.version_id > 0',
    order: 'h.id',
  },
  {
    tool: 'knex',
    table: 'knex_migrations',
    columns: ['id', 'name', 'batch', 'migration_time'],
    keeps: 'all',
    version: 'h.name',
    at: 'h.migration_time',
    order: 'h.id',
    companions: ['knex_migrations_lock'],
  },
  {
    tool: 'django',
    table: 'django_migrations',
    columns: ['id', 'app', 'name', 'applied'],
    keeps: 'all',
    version: `h.app || '.' || h.name`,
    name: 'h.name',
    at: 'h.applied',
    order: 'h.id',
  },
  {
    tool: 'sqlx',
    table: '_sqlx_migrations',
    columns: ['version', 'description', 'installed_on', 'success', 'execution_time'],
    keeps: 'all',
    version: 'h.version::text',
    at: 'h.installed_on',
    // Nanoseconds; -1 where it was not measured.
    ms: 'CASE WHEN h.execution_time >= 0 THEN h.execution_time / 1e6 END',
    state: `CASE WHEN NOT h.success THEN 'failed' END`,
    order: 'h.version',
  },
  {
    tool: 'alembic',
    table: 'alembic_version',
    columns: ['version_num'],
    keeps: 'latest',
    version: 'h.version_num',
    order: 'h.version_num',
  },
  {
    tool: 'atlas',
    table: 'atlas_schema_revisions',
    columns: ['version', 'description', 'applied', 'total', 'executed_at', 'execution_time'],
    keeps: 'all',
    version: 'h.version',
    at: 'h.executed_at',
    ms: 'h.execution_time / 1e6',
    state: `CASE WHEN h.applied < h.total THEN 'failed' END`,
    where: `h.version <> '.atlas_cloud_identifier'`,
    order: 'h.executed_at, h.version',
    writesFirst: true,
  },
  {
    tool: 'liquibase',
    table: 'databasechangelog',
    columns: ['id', 'author', 'filename', 'dateexecuted', 'orderexecuted', 'exectype'],
    keeps: 'all',
    version: 'h.id',
    name: 'h.filename',
    at: 'h.dateexecuted::timestamptz',
    state: `CASE WHEN h.exectype IN ('FAILED', 'SKIPPED') THEN 'failed' END`,
    order: 'h.orderexecuted',
    companions: ['databasechangeloglock'],
  },
  {
    tool: 'node-pg-migrate',
    table: 'pgmigrations',
    columns: ['id', 'name', 'run_on'],
    keeps: 'all',
    version: 'h.name',
    at: 'h.run_on::timestamptz',
    order: 'h.id',
  },
  {
    tool: 'golang-migrate',
    table: 'schema_migrations',
    columns: ['version', 'dirty'],
    keeps: 'latest',
    version: 'h.version::text',
    state: `CASE WHEN h.dirty THEN 'failed' END`,
    order: 'h.version',
    writesFirst: true,
  },
  {
    tool: 'ecto',
    table: 'schema_migrations',
    columns: ['version', 'inserted_at'],
    keeps: 'all',
    version: 'h.version::text',
    at: 'h.inserted_at::timestamptz',
    order: 'h.version',
  },
  {
    tool: 'supabase',
    table: 'schema_migrations',
    columns: ['version', 'name', 'statements'],
    keeps: 'all',
    version: 'h.version',
    name: 'h.name',
    order: 'h.version',
  },
  {
    tool: 'rails',
    table: 'schema_migrations',
    columns: ['version'],
    beside: 'ar_internal_metadata',
    keeps: 'all',
    version: 'h.version::text',
    order: 'length(h.version::text), h.version',
    companions: ['ar_internal_metadata'],
  },
  {
    tool: 'dbmate',
    table: 'schema_migrations',
    columns: ['version'],
    keeps: 'all',
    version: 'h.version::text',
    order: 'length(h.version::text), h.version',
  },
];

/** Every table that a tool keeps for itself, by its bare name. */
export const toolTableNames: ReadonlySet<string> = new Set(
  historyTables.flatMap(({ table, companions = [] }) => [table, ...companions]),
);
