import type { Client } from 'pg';

/**
 * Tables that autovacuum has vacuumed or analyzed since this database was made: a new one counts from zero. It is
 * off on servers of ours, unless the scenario's settings say otherwise.
 */
export async function workOfAutovacuum(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(relname) as name from pg_stat_user_tables
     where autovacuum_count + autoanalyze_count > 0 order by 1`,
  );
  return rows.map(({ name }) => name);
}
