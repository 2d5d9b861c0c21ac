import type { Client } from 'pg';
import { inParallel } from './inParallel.ts';

/** More were never needed. */
const mostPasses = 4;

/**
 * VACUUM (FREEZE) until every page is visible to all and counted: one pass after COPY is no fixed point on 18, where
 * COPY extends a table ahead and VACUUM gives the rest back. Changes reltuples, so ANALYZE comes after it.
 *
 * @param tables qualified names; null: every table that is not the system's
 */
export async function vacuumWhole(
  clients: readonly Client[],
  tables: readonly string[] | null,
): Promise<void> {
  let pending = await unsettled(clients[0]!, tables, tables !== null);
  for (let pass = 0; pass < mostPasses && pending.length > 0; pass++) {
    await inParallel(pending, clients, async (table, worker) => {
      await worker.query(`vacuum (freeze) ${table}`);
    });
    pending = await unsettled(clients[0]!, tables, false);
  }
}

/** Tables with pages, the largest first; `every`: also those that look settled, whose indexes may not be. */
async function unsettled(
  client: Client,
  tables: readonly string[] | null,
  every: boolean,
): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm') and c.relpersistence <> 't' and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
       and pg_relation_size(c.oid) > 0 and ($1::text[] is null or c.oid = any ($1::regclass[]))
       and ($2 or c.relpages <> c.relallvisible
         or c.relpages <> pg_relation_size(c.oid) / current_setting('block_size')::int)
     order by pg_relation_size(c.oid) desc, 1`,
    [tables, every],
  );
  return rows.map(({ name }) => name);
}
