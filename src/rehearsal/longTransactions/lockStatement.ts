import type { Client } from 'pg';
import { modeName } from '../../evidence/LockMode.ts';
import type { ResolvedLongTransaction } from '../../scenario/ResolvedScenario.ts';

/** LOCK TABLE as pg_dump sends it; null where there is nothing to lock. Looks up what is there now: a migration may have removed a table. */
export async function lockStatement(
  client: Client,
  { locks, mode }: Pick<ResolvedLongTransaction, 'locks' | 'mode'>,
): Promise<string | null> {
  const names = locks === 'all' ? await everyTable(client) : locks;
  return names.length === 0 ? null : `LOCK TABLE ${names.join(', ')} IN ${modeName(mode)} MODE`;
}

async function everyTable(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS name
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
       AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\\_toast%'
     ORDER BY 1`);
  return rows.map(({ name }) => name);
}
