import type { Client } from 'pg';
import type { MigrationEvidence } from '../../evidence/MigrationEvidence.ts';

export interface Wal {
  /** Where the server's write-ahead log ends, in bytes. */
  position: number;
  /** What the session itself has written, in bytes; null before PostgreSQL 18, and where it is gone. */
  own: number | null;
}

export async function walPosition(client: Client): Promise<number> {
  const { rows } = await client.query<{ position: number }>({
    name: 'pgrehearse_wal',
    text: `SELECT pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::float8 AS position`,
  });
  return rows[0]!.position;
}

/** A backend's counters are handed over between its transactions, at most once a second unless asked for. */
export async function readWal(session: Client, observer: Client): Promise<Wal> {
  const own = await ownWal(session).catch(() => null);
  return { own, position: await walPosition(observer) };
}

async function ownWal(session: Client): Promise<number | null> {
  const { rows } = await session.query<{ counts: boolean }>(
    `SELECT pg_catalog.to_regprocedure('pg_catalog.pg_stat_get_backend_wal(integer)') IS NOT NULL AS counts`,
  );
  if (!rows[0]!.counts) return null;
  await session.query('SELECT pg_catalog.pg_stat_force_next_flush()');
  const read = await session.query<{ bytes: number }>(
    'SELECT wal_bytes::float8 AS bytes FROM pg_catalog.pg_stat_get_backend_wal(pg_catalog.pg_backend_pid())',
  );
  return read.rows[0]!.bytes;
}

/** `handedOver`: whether both were read between transactions. */
export function writtenBetween(
  before: Wal,
  after: Wal,
  handedOver: boolean,
): Pick<MigrationEvidence, 'walBytes' | 'walFrom'> {
  if (handedOver && before.own !== null && after.own !== null)
    return { walBytes: after.own - before.own, walFrom: 'backend' };
  return { walBytes: after.position - before.position, walFrom: 'server' };
}
