import type { Client } from 'pg';

/**
 * A table that is written anew, whose new heap has no name yet that others could see: its OID is locked and resolves to
 * nothing, and its file bears the OID (heap_create, heap.c), in segments of 1 GB. Its size is not asked by
 * pg_relation_size, which waits for the lock.
 * @param held what was locked before
 * @returns null where there is none; `total`: the largest relation that is locked so, whose heap it may well be, as
 *   pg_class estimates it
 */
export async function newHeapBytes(
  client: Client,
  backend: number,
  held: readonly number[],
): Promise<{ oid: number | null; done: number; total: number | null } | null> {
  const { rows } = await client.query<{ oid: number | null; done: number | null; total: number | null }>({
    name: 'pgrehearse_new_heap',
    text: `
      WITH locked AS MATERIALIZED (
        SELECT l.relation AS oid, c.oid IS NULL AS unknown, c.relpages, c.relkind
          FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation
         WHERE l.pid = $1 AND l.granted AND l.locktype = 'relation' AND l.mode = 'AccessExclusiveLock' AND l.relation >= 16384
      ), old AS (
        SELECT oid, relpages FROM locked WHERE relkind IN ('r', 'm') ORDER BY relpages DESC LIMIT 1
      )
      SELECT (SELECT oid::int8::float8 FROM old) AS oid,
             (SELECT relpages::float8 * pg_catalog.current_setting('block_size')::int FROM old) AS total,
             (SELECT max(bytes)::float8 FROM (
               SELECT sum((pg_catalog.pg_stat_file(
                        'base/' || d.oid || '/' || l.oid || CASE WHEN s > 0 THEN '.' || s ELSE '' END, true)).size) AS bytes
                 FROM locked l, pg_catalog.generate_series(0, 31) s, pg_catalog.pg_database d
                WHERE l.unknown AND l.oid <> ALL ($2::oid[]) AND d.datname = pg_catalog.current_database()
                GROUP BY l.oid) AS files) AS done`,
    values: [backend, held],
  });
  const { oid, done, total } = rows[0]!;
  return done === null || oid === null ? null : { oid, done, total: total || null };
}
