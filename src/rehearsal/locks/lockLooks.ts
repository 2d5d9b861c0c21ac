import type { LockMode } from '../../evidence/LockMode.ts';

/** A lock of a followed backend, or anybody's that is not granted. */
export interface LockRow {
  pid: number;
  type: string;
  relation: number | null;
  mode: LockMode;
  granted: boolean;
}

export interface DigestRow {
  count: number;
  hash: string | null;
}

/** The values are the followed backends, the database, and those that are no strangers. They read pg_locks only, and never wait for a lock. */
const seen = `
      FROM pg_catalog.pg_locks
     WHERE locktype = 'relation' AND (pid = ANY ($1::int[]) OR pid <> ALL ($3::int[])) AND relation >= 16384 AND database = $2
        OR NOT granted AND pid <> pg_catalog.pg_backend_pid()`;

/** Relations of ours begin at OID 16384 (FirstNormalObjectId, transam.h). */
export const locksLook = {
  name: 'pgrehearse_look',
  text: `SELECT pid, locktype AS type, relation::int8::float8 AS relation, mode, granted ${seen}`,
};

/** Tells whether `locksLook` would give what it gave before, for far less than thousands of rows cost. */
export const digestLook = {
  name: 'pgrehearse_digest',
  text: `SELECT pg_catalog.count(*)::int AS count, pg_catalog.sum(pg_catalog.hashint8(
           (pid::int8 << 40) # (coalesce(relation, 0)::int8 << 6) # ((pg_catalog.length(mode) << 1) + granted::int)::int8))::text AS hash ${seen}`,
};

/**
 * Those who wait, and for whom. A wait for a row shows as an ungranted lock on a transaction, whose relation is the one
 * that the waiter holds a tuple lock on, or else the first that it writes. Such a lock belongs to no database: its
 * waiter's other locks tell. waitstart is there since PostgreSQL 14.
 */
export const waitsLook = {
  name: 'pgrehearse_waits',
  text: `
    WITH locks AS MATERIALIZED (SELECT * FROM pg_catalog.pg_locks WHERE pid <> pg_catalog.pg_backend_pid())
    SELECT l.pid, coalesce(l.relation, t.relation)::int8::float8 AS relation, l.locktype AS type, l.mode,
           pg_catalog.pg_blocking_pids(l.pid) AS blockers,
           extract(epoch FROM (pg_catalog.to_jsonb(l) ->> 'waitstart')::timestamptz)::float8 * 1000 AS since
      FROM locks l
      LEFT JOIN LATERAL (
        SELECT relation FROM locks
         WHERE pid = l.pid AND l.locktype = 'transactionid' AND database = $2
           AND (locktype = 'tuple' OR locktype = 'relation' AND mode = 'RowExclusiveLock' AND relation >= 16384)
         ORDER BY locktype = 'tuple' DESC, relation LIMIT 1
      ) t ON true
     WHERE NOT l.granted
       AND (l.pid = ANY ($1::int[]) OR l.database = $2::oid OR l.database IS NULL AND t.relation IS NOT NULL)`,
};

/** Parallel workers hold locks of their own, on behalf of their leader. */
export const workersLook = {
  name: 'pgrehearse_workers',
  text: `SELECT pid, leader_pid AS leader FROM pg_catalog.pg_stat_activity WHERE leader_pid = ANY ($1::int[])`,
};
