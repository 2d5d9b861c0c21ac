import type { Client } from 'pg';
import type { TargetTable } from '../resolveTables.ts';
import { leaveDeadTuples } from './deadTuples.ts';
import { inParallel } from './inParallel.ts';

/**
 * Brings pages and statistics to a state that plans can rest on: all rows frozen and visible, then ANALYZE
 * last, since a VACUUM behind it changes reltuples. One VACUUM after COPY is no fixed point on 18.
 */
export async function settle(
  clients: readonly Client[],
  targets: readonly TargetTable[],
  step: (text: string) => void,
): Promise<void> {
  const client = clients[0]!;
  step('vacuuming');
  let pending = await unsettled(client);
  for (let pass = 0; pass < 4 && pending.length > 0; pass++) {
    await inParallel(pending, clients, async (table, worker) => {
      await worker.query(`vacuum (freeze) ${table}`);
    });
    pending = await unsettled(client);
  }
  await leaveDeadTuples(client, targets, step);
  step('analyzing');
  await inParallel(await heaps(client), clients, async (table, worker) => {
    await worker.query(`analyze ${table}`);
  });
  await client.query('checkpoint').catch((error: { code?: string }) => {
    // Only superusers and members of pg_checkpoint may ask for one.
    if (error.code !== '42501') throw error;
  });
}

const ours = `n.nspname <> 'information_schema' and n.nspname !~ '^pg_'`;

async function unsettled(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm') and ${ours} and pg_relation_size(c.oid) > 0
       and (c.relpages <> c.relallvisible
         or c.relpages <> pg_relation_size(c.oid) / current_setting('block_size')::int)
     order by pg_relation_size(c.oid) desc, 1`,
  );
  return rows.map(({ name }) => name);
}

/** Partitioned tables too: their statistics are their own. */
async function heaps(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'm', 'p') and ${ours} order by c.relkind = 'p', pg_relation_size(c.oid) desc, 1`,
  );
  return rows.map(({ name }) => name);
}
