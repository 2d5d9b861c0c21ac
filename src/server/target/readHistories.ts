import type { Client } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import type {
  AppliedMigration,
  MigrationTool,
  ProductionHistory,
} from '../../scenario/production/Production.ts';
import { type HistoryTable, historyTables } from './historyTables.ts';

/** A tool's table in a database of ours, and what it lists. */
export interface FoundHistory extends Omit<ProductionHistory, 'tool'> {
  /** Null where the author named the table, and no tool that is known makes it so. */
  tool: MigrationTool | null;
  oid: number;
  writesFirst: boolean;
}

/**
 * The tables of migration tools in a database of ours, or the one that the author named, and what they list.
 * @throws PgrehearseError `migrations/history-table` where that one cannot be read
 */
export async function readHistories(client: Client, named: string | null): Promise<FoundHistory[]> {
  const known = await knownHistories(client);
  if (named === null) return known;
  const found = known.filter(({ table }) => table === named);
  return found.length > 0 ? found : namedHistory(client, named);
}

async function knownHistories(client: Client): Promise<FoundHistory[]> {
  const { rows } = await client.query<{ place: number; oid: number; name: string }>(
    `SELECT spec.place::int - 1 AS place, c.oid::int8::float8 AS oid, pg_catalog.format('%I.%I', ns.nspname, c.relname) AS name
       FROM pg_catalog.jsonb_array_elements($1::jsonb) WITH ORDINALITY AS spec (value, place)
       JOIN pg_catalog.pg_class c ON c.relname = spec.value ->> 'table' AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
       JOIN pg_catalog.pg_namespace ns ON ns.oid = c.relnamespace
      WHERE (SELECT count(*) FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                AND spec.value -> 'columns' ? a.attname::text) = pg_catalog.jsonb_array_length(spec.value -> 'columns')
        AND (spec.value ->> 'beside' IS NULL
          OR EXISTS (SELECT FROM pg_catalog.pg_class x WHERE x.relnamespace = c.relnamespace AND x.relname = spec.value ->> 'beside'))
      ORDER BY spec.place, ns.nspname, c.relname`,
    [JSON.stringify(historyTables.map(({ table, columns, beside }) => ({ table, columns, beside })))],
  );
  const found = new Map<number, FoundHistory>();
  for (const { place, oid, name } of rows) {
    if (found.has(oid)) continue;
    const { tool, keeps, writesFirst = false, ...columns } = historyTables[place]!;
    const applied = await appliedIn(client, name, columns);
    found.set(oid, { tool, keeps, writesFirst, table: name, oid, applied });
  }
  return [...found.values()];
}

type Columns = Pick<HistoryTable, 'version' | 'name' | 'state' | 'where' | 'order'>;

async function appliedIn(
  client: Client,
  table: string,
  { version, name = 'NULL', state = 'NULL', where = 'true', order }: Columns,
): Promise<AppliedMigration[]> {
  const { rows } = await client.query<{ version: string; name: string | null; state: string | null }>(
    `SELECT (${version})::text AS version, (${name})::text AS name, (${state})::text AS state
       FROM ${table} h WHERE ${where} ORDER BY ${order}`,
  );
  return rows.map((row) => ({
    version: row.version,
    ...(row.name === null ? {} : { name: row.name }),
    ...(row.state === null ? {} : { state: row.state as 'failed' | 'undone' | 'baseline' }),
  }));
}

/** What tools call the column that says which migration it is, the more telling first. */
const tellingColumns = ['migration_name', 'name', 'migration', 'filename', 'script', 'file', 'version', 'id'];

/** A table of a tool that is not known, or none yet, as before the tool has made it. */
async function namedHistory(client: Client, named: string): Promise<FoundHistory[]> {
  const { rows } = await client.query<{ oid: number; columns: string[] }>(
    `SELECT c.oid::int8::float8 AS oid,
            ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                   WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum) AS columns
       FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass($1)`,
    [named],
  );
  const [table] = rows;
  if (!table) return [];
  const column = tellingColumns.find((name) => table.columns.includes(name));
  if (column === undefined) {
    throw new PgrehearseError(
      'migrations/history-table',
      `${named} does not tell which migrations were applied`,
      {
        source: 'migrations.historyTable',
        detail: `Expected a column named one of ${tellingColumns.join(', ')}, found ${table.columns.join(', ')}.`,
        hint: 'Name the table in which the tool writes down what it has applied.',
      },
    );
  }
  const applied = await appliedIn(client, named, { version: `h.${column}`, order: 'h.ctid' });
  return [{ tool: null, keeps: 'all', writesFirst: false, table: named, oid: table.oid, applied }];
}
