import type { Client } from 'pg';

/**
 * Brings tables to where VACUUM (ANALYZE) would.
 * @param session within its open transaction, in which VACUUM cannot run; null: outside of any
 */
export async function settleTables(
  tables: readonly string[],
  session: Client | null,
  observer: Client,
): Promise<void> {
  for (const table of tables) {
    if (session === null) await observer.query(`VACUUM (ANALYZE) ${table}`);
    else await analyzeWithin(session, table);
  }
}

/** What a role may not do is left undone, and the migration's transaction goes on. */
async function analyzeWithin(session: Client, table: string): Promise<void> {
  await session.query('SAVEPOINT pgrehearse_settle');
  try {
    await session.query(`ANALYZE ${table}`);
    // All that VACUUM would tell the planner: whether index-only scans will have to look at the table.
    await session.query(
      `UPDATE pg_catalog.pg_class SET relallvisible = relpages WHERE oid = '${table.replaceAll("'", "''")}'::pg_catalog.regclass`,
    );
  } catch {
    await session.query('ROLLBACK TO SAVEPOINT pgrehearse_settle');
  }
  await session.query('RELEASE SAVEPOINT pgrehearse_settle');
}
