import type { Client } from 'pg';
import { vacuumWhole } from '../../../dataset/load/vacuum.ts';
import { analyzeExact } from '../../../dataset/statistics/analyze.ts';
import { statementError } from '../../statementError.ts';

/**
 * Brings tables to rest as before the last captures.
 * @param tables as PostgreSQL prints them
 * @param limit rows from which on ANALYZE takes a sample
 * @param session within its open transaction, in which VACUUM cannot run; null: outside of any
 */
export async function settleTables(
  tables: readonly string[],
  session: Client | null,
  observer: Client,
  limit: number | undefined,
): Promise<void> {
  if (tables.length === 0) return;
  if (session) return settleWithin(session, tables, limit);
  await vacuumWhole([observer], tables);
  await analyzeExact(observer, tables, { limit });
}

/** What the session's role may not do is left undone, and its transaction goes on. */
async function settleWithin(
  session: Client,
  tables: readonly string[],
  limit: number | undefined,
): Promise<void> {
  const { rows } = await session.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_catalog.pg_settings WHERE name IN ('session_replication_role', 'event_triggers')`,
  );
  await session.query('SAVEPOINT pgrehearse_settle');
  try {
    await analyzeExact(session, tables, { limit, within: true });
    // All of VACUUM's work that the planner asks about: whether index-only scans will have to look at the table.
    await session.query(
      'UPDATE pg_catalog.pg_class SET relallvisible = relpages WHERE oid = ANY ($1::pg_catalog.regclass[])',
      [tables],
    );
    for (const { name, setting } of rows)
      await session.query('SELECT pg_catalog.set_config($1, $2, true)', [name, setting]);
  } catch (error) {
    if (!statementError(error)) throw error;
    await session.query('ROLLBACK TO SAVEPOINT pgrehearse_settle');
  }
  await session.query('RELEASE SAVEPOINT pgrehearse_settle');
}
