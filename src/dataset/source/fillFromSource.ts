import type { Client } from 'pg';
import type { Server } from '../../server/Server.ts';
import { checkDisk } from '../checkDisk.ts';
import type { DataSource } from './DataSource.ts';

/**
 * Fills a database from elsewhere.
 * @throws PgrehearseError what the source says, or that it has brought no row
 */
export async function fillFromSource(
  server: Server,
  client: Client,
  source: DataSource,
  database: string,
  step: (text: string) => void,
): Promise<void> {
  const bytes = await source.leastBytes();
  if (bytes !== null) checkDisk(server, bytes, step);
  const before = await countRows(client);
  await source.fill(database, step);
  for (const table of await tableNames(client)) {
    const had = before.get(table) ?? 0;
    const { rows } = await client.query(`select from ${table} offset ${had} limit 1`);
    if (rows.length > 0) return;
  }
  throw source.broughtNothing();
}

/** Of what the base has made: a few rows. */
async function countRows(client: Client): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const table of await tableNames(client)) {
    const { rows } = await client.query<{ count: number }>(`select count(*)::float8 as count from ${table}`);
    counts.set(table, rows[0]!.count);
  }
  return counts;
}

async function tableNames(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname <> 'information_schema' and n.nspname !~ '^pg_' order by 1`,
  );
  return rows.map(({ name }) => name);
}
