import type { Client } from 'pg';

/** Kinds that read whole relations without a word at DEBUG1, or whose bodies may. */
export const countedKinds: ReadonlySet<string> = new Set([
  'AlterDomainStmt',
  'CreateStmt',
  'RefreshMatViewStmt',
  'DoStmt',
  'CallStmt',
  'SelectStmt',
  'CreateExtensionStmt',
  'AlterExtensionStmt',
]);

/** By OID, of the transaction so far. */
export type SeqScans = ReadonlyMap<number, { scans: number; rows: number }>;

/**
 * The session's own counters (pg_stat_get_xact_…, monitoring statistics), which nobody else's reads are part of. They
 * are handed over between transactions only, so that within one they grow.
 */
export async function readSeqScans(session: Client): Promise<SeqScans> {
  const { rows } = await session.query<{ oid: number; scans: number; rows: number }>(`
    SELECT oid::int8::float8 AS oid, pg_catalog.pg_stat_get_xact_numscans(oid)::float8 AS scans,
           pg_catalog.pg_stat_get_xact_tuples_returned(oid)::float8 AS rows
      FROM pg_catalog.pg_class
     WHERE relkind IN ('r', 'm') AND oid >= 16384 AND pg_catalog.pg_stat_get_xact_numscans(oid) > 0`);
  return new Map(rows.map(({ oid, scans, rows: read }) => [oid, { scans, rows: read }]));
}
