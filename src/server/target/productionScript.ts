import { productionVersion } from '../../scenario/production/Production.ts';
import { captureBody } from './captureBody.ts';
import { capturedSettings } from './capturedSettings.ts';
import { type HistoryTable, historyTables } from './historyTables.ts';

/** What a capture is asked for. */
export interface CaptureOptions {
  /** Schemas to look at; null for all that are not PostgreSQL's own. */
  schemas: readonly string[] | null;
  /** Columns whose most common values and bounds are wanted: `table.column` or `schema.table.column`, as PostgreSQL prints them. */
  values: readonly string[];
  /** Count rows, and the distinct values of foreign keys and indexed columns: reads whole tables. */
  exact: boolean;
}

/** Catalogs answer at once, or something is wrong; counting may take its time, and stops there. */
const patience = { catalogs: '2min', exact: '30min', lock: '200ms' };

/** From 14 on, and on some systems only: counting does not go on for somebody who has left. */
const leaveWithClient = `DO $pgrehearse$
BEGIN
  PERFORM set_config(name, '1000', true) FROM pg_settings WHERE name = 'client_connection_check_interval';
EXCEPTION WHEN OTHERS THEN NULL;
END$pgrehearse$`;

/**
 * The statements of a capture, for one session of any client, on a primary or a standby; the last gives one row with
 * one column, the text of production.json. All of it is one READ ONLY transaction with settings of its own, so that a
 * pooler hands nothing of it on. Works from PostgreSQL 12 on.
 */
export function productionStatements(options: CaptureOptions): string[] {
  const local = {
    // Nothing of the database's own is called by accident, and its types are printed with their schemas.
    search_path: 'pg_catalog, pg_temp',
    lock_timeout: `'${patience.lock}'`,
    statement_timeout: `'${options.exact ? patience.exact : patience.catalogs}'`,
    idle_in_transaction_session_timeout: "'60s'",
    application_name: "'pgrehearse production'",
    client_encoding: "'UTF8'",
    DateStyle: "'ISO'",
    TimeZone: "'UTC'",
    extra_float_digits: '1',
    // The literals below, and names as PostgreSQL prints them by default.
    standard_conforming_strings: 'on',
    quote_all_identifiers: 'off',
    jit: 'off',
    // Rows that a policy hides are an error, not a smaller count.
    row_security: 'off',
    synchronize_seqscans: 'on',
    // Production's processors are not for this.
    max_parallel_workers_per_gather: '0',
  };
  const given = {
    version: productionVersion,
    schemas: options.schemas,
    values: options.values,
    exact: options.exact,
    settings: capturedSettings,
    histories: historyTables.map((spec) => {
      const { tool, table, columns, beside, keeps } = spec;
      return { tool, table, columns, beside, keeps, query: historyQuery(spec) };
    }),
  };
  return [
    'BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY',
    ...Object.entries(local).map(([name, value]) => `SET LOCAL ${name} = ${value}`),
    leaveWithClient,
    `DO $pgrehearse$${captureBody(literal(JSON.stringify(given)))}$pgrehearse$`,
    `SELECT current_setting('pgrehearse.production')`,
    'COMMIT',
  ];
}

/** `production.sql`: the same statements, for psql. */
export function productionSql(options: CaptureOptions): string {
  const head = `-- What pgrehearse wants to know of production, as JSON:
--
--   psql -XAtq -f production.sql "postgresql://…" > production.json
--
-- It reads PostgreSQL's catalogs${options.exact ? ', counts rows,' : ''} and the tables of migration tools, in a READ ONLY transaction, and waits for
-- no lock longer than ${patience.lock}. A role without any right to write is enough; what it may not see is listed in the result.
-- ${valuesWords(options.values)}
`;
  return `${head}\n${productionStatements(options)
    .map((statement) => `${statement};\n`)
    .join('')}`;
}

function valuesWords(values: readonly string[]): string {
  if (values.length === 0) return 'No value of any row is in the result.';
  const names = values.join(', ').replace(/[\r\n]/g, ' ');
  return `Values of rows are in the result for these columns only: ${names}.`;
}

/** Dollars would end the quoting of the block, backslashes mean themselves in a standard literal. */
function literal(json: string): string {
  return `'${json.replaceAll('$', '\\u0024').replaceAll("'", "''")}'`;
}

function historyQuery(table: HistoryTable): string {
  const { version, name = 'NULL', at = 'NULL', ms = 'NULL', state = 'NULL', where = 'true', order } = table;
  return (
    `SELECT string_agg(E'\\n        ' || entry, ',' ORDER BY place) FROM (` +
    `SELECT row_number() OVER (ORDER BY ${order}) AS place, json_strip_nulls(json_build_object(` +
    `'version', (${version})::text, 'name', (${name})::text, ` +
    `'appliedAt', to_char((${at})::timestamptz AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ` +
    `'durationMs', round((${ms})::numeric), 'state', (${state})::text))::text AS entry FROM %s h WHERE ${where}) e`
  );
}
