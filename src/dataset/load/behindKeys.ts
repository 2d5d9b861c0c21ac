import { heapsOf, type LoadMode } from './LoadMode.ts';

/**
 * For a superuser. Indexes are marked as not ready, which makes COPY leave them alone, and rebuilt by
 * REINDEX, which finds duplicates and marks them ready (reindex_index in src/backend/catalog/index.c).
 * Nothing is dropped, so that OIDs, comments and dependent views stay. Triggers, those of foreign keys
 * included, are off by session_replication_role; who uses this checks foreign keys afterwards.
 */
export function behindKeys(tables: readonly string[]): LoadMode {
  return {
    note: null,
    async session(client) {
      await client.query("set session_replication_role = replica; set maintenance_work_mem = '256MB'");
      // Event triggers that are ENABLE ALWAYS would see REINDEX; the setting is there from 17 on.
      await client.query(
        "select set_config(name, 'off', false) from pg_settings where name = 'event_triggers'",
      );
    },
    async suspend(client) {
      const heaps = await heapsOf(client, tables);
      await client.query(
        `update pg_index set indisready = false
         where indrelid = any($1::oid[]) and indisready and indisvalid`,
        [heaps.map(({ oid }) => oid)],
      );
    },
    async rebuild(client, table) {
      for (const { name } of await heapsOf(client, [table])) await client.query(`reindex table ${name}`);
    },
    async resume() {},
  };
}
