import type { LockTarget } from '../../evidence/WaitEvidence.ts';
import type { Wait } from './WaitFollower.ts';
import type { LoggedWait } from './waitsInLog.ts';

/** A look's answer comes a while after the look; on a busy machine longer. */
const toleranceMs = 50;

/**
 * The log's waits, and those that only the looks at pg_locks showed: a session may log less, and a wait that an
 * exception handler ended has no end in the log.
 */
export function mergeWaits(
  logged: readonly LoggedWait[],
  sampled: readonly Wait[],
  clockOf: (serverMs: number) => number,
): LoggedWait[] {
  const seen = sampled.map((wait) => asEvidence(wait, clockOf));
  const [seenOf, loggedOf] = [byBackend(seen), byBackend(logged)];
  const whole = logged.map((wait) => {
    const twin = wait.ended ? undefined : seenOf(wait).find((other) => sameWait(wait, other));
    // It was seen to be over, and the log does not say how it ended.
    return twin && twin.end !== 'unfinished'
      ? { ...wait, endMs: twin.endMs, end: 'cancelled' as const }
      : wait;
  });
  const others = seen.filter((wait) => !loggedOf(wait).some((other) => sameWait(other, wait)));
  return [...whole, ...others].sort((a, b) => a.startMs - b.startMs);
}

/** Those of the same backend. */
function byBackend(waits: readonly LoggedWait[]): (wait: LoggedWait) => readonly LoggedWait[] {
  const groups = new Map<number, LoggedWait[]>();
  for (const wait of waits) {
    const group = groups.get(wait.backend);
    if (group) group.push(wait);
    else groups.set(wait.backend, [wait]);
  }
  return ({ backend }) => groups.get(backend) ?? [];
}

function sameWait(logged: LoggedWait, seen: LoggedWait): boolean {
  return logged.startMs <= seen.endMs + toleranceMs && seen.startMs <= logged.endMs + toleranceMs;
}

/** Nobody saw how it ended; most do by getting the lock. */
function asEvidence(wait: Wait, clockOf: (serverMs: number) => number): LoggedWait {
  const startMs = wait.sinceServerMs === null ? wait.firstSeenMs : clockOf(wait.sinceServerMs);
  return {
    backend: wait.backend,
    on: wait.oid,
    target: targets[wait.type] ?? 'other',
    mode: wait.mode,
    startMs,
    endMs: Math.max(startMs, wait.lastSeenMs),
    end: wait.gone ? 'acquired' : 'unfinished',
    holders: wait.holders,
    queue: wait.queue,
    exact: false,
    table: null,
    sql: null,
    ended: false,
  };
}

/** Names of pg_locks.locktype. https://www.postgresql.org/docs/18/monitoring-stats.html#WAIT-EVENT-LOCK-TABLE */
const targets: Readonly<Record<string, LockTarget>> = {
  relation: 'relation',
  extend: 'extension',
  page: 'page',
  tuple: 'tuple',
  transactionid: 'transaction',
  virtualxid: 'virtualTransaction',
  spectoken: 'speculativeToken',
  object: 'object',
  advisory: 'advisory',
  userlock: 'advisory',
};
