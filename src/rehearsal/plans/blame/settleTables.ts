import type { Client } from 'pg';

/**
 * Brings tables to where VACUUM (ANALYZE) would.
 * @param session within its open transaction, where VACUUM cannot run: its mark on pg_class is made by hand; null: outside of any
 */
export async function settleTables(
  tables: readonly string[],
  session: Client | null,
  observer: Client,
): Promise<void> {
  for (const table of tables) {
    if (session === null) await observer.query(`VACUUM (ANALYZE) ${table}`);
  }
}
