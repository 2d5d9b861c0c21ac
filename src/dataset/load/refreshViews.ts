import type { Client } from 'pg';
import { messageOf } from '../../errors.ts';

/**
 * Fills materialized views from the loaded rows, those that others are made of first, since production's were
 * refreshed long ago, too. Gives those that cannot be, which stay as they were, with what the server says.
 */
export async function refreshViews(
  client: Client,
  step: (text: string) => void,
): Promise<{ table: string; reason: string }[]> {
  const failed: { table: string; reason: string }[] = [];
  // Workers would hand in rows as they come, and no two builds would store them alike.
  await client.query('set max_parallel_workers_per_gather = 0');
  for (const name of await materializedViews(client)) {
    step(`refreshing ${name}`);
    await client.query(`refresh materialized view ${name}`).catch((error: unknown) => {
      // Without an SQLSTATE it is no answer of the server's.
      if (!/^[0-9A-Z]{5}$/.test((error as { code?: string }).code ?? '')) throw error;
      // Its rows may have been restored from production, and the server names values in quotes or as numbers.
      const said = messageOf(error).replace(/"[^"]*"|'[^']*'|\d+/g, '…');
      failed.push({ table: name, reason: `it cannot be refreshed: ${said}` });
    });
  }
  await client.query('reset max_parallel_workers_per_gather');
  return failed;
}

/** Names, those first that others are made of. */
export async function materializedViews(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(inOrder);
  return rows.map(({ name }) => name);
}

/** A view's rule depends on what its query reads (pg_depend); the longest way down decides the order. */
const inOrder = `
  with recursive reads as (
    select distinct r.ev_class as view, d.refobjid as relation
    from pg_rewrite r join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
    where d.refclassid = 'pg_class'::regclass and d.refobjid <> r.ev_class
  ), below as (
    select oid as view, oid as relation, 0 as depth from pg_class where relkind = 'm'
    union
    select below.view, reads.relation, depth + 1 from below join reads on reads.view = below.relation
  )
  select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as name
  from below join pg_class c on c.oid = below.view join pg_namespace n on n.oid = c.relnamespace
  where n.nspname not in ('pg_catalog', 'information_schema')
  group by c.oid, n.nspname, c.relname order by max(depth), 1`;
