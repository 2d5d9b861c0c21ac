import type { LockMode } from '../../evidence/LockMode.ts';

/** A wait for a lock as looks at pg_locks saw it. Times are the repeat's clock's where nothing else is said. */
export interface Wait {
  backend: number;
  /** The relation, or the one whose row it is; null where there is none. */
  oid: number | null;
  /** pg_locks.locktype. */
  type: string;
  mode: LockMode;
  /** Whether a migrating backend was directly in front of it. */
  byMigration: boolean;
  /** pg_locks.waitstart, in Unix milliseconds of the server; null before PostgreSQL 14. */
  sinceServerMs: number | null;
  firstSeenMs: number;
  lastSeenMs: number;
  /** Whether a later look no longer showed it. */
  gone: boolean;
  /** Who was in front of it at the first look: with the lock, and in the queue. */
  holders: number[];
  queue: number[];
}

/** A row of pg_locks that is not granted. */
export interface WaitingRow {
  pid: number;
  relation: number | null;
  type: string;
  mode: LockMode;
  since: number | null;
  /** pg_blocking_pids: holders and, for a queue's sake, those that wait before it. */
  blockers: number[] | null;
}

/** Makes waits of looks, one after another. */
export class WaitFollower {
  readonly #open = new Map<string, Wait>();
  readonly #done: Wait[] = [];

  follow(
    rows: readonly WaitingRow[],
    migrators: ReadonlySet<number>,
    sentMs: number,
    receivedMs: number,
  ): void {
    const now = new Set<string>();
    for (const row of rows) {
      const key = `${row.pid} ${row.type} ${row.relation} ${row.mode}`;
      now.add(key);
      const blockers = row.blockers ?? [];
      const byMigration = blockers.some((blocker) => migrators.has(blocker));
      const known = this.#open.get(key);
      if (known && isSame(known, row)) {
        known.sinceServerMs ??= row.since;
        known.lastSeenMs = receivedMs;
        known.byMigration ||= byMigration;
        continue;
      }
      if (known) this.#done.push({ ...known, gone: true });
      this.#open.set(key, {
        backend: row.pid,
        oid: row.relation,
        type: row.type,
        mode: row.mode,
        byMigration,
        sinceServerMs: row.since,
        firstSeenMs: sentMs,
        lastSeenMs: receivedMs,
        gone: false,
        ...inFront(row, rows),
      });
    }
    for (const [key, wait] of this.#open) {
      if (now.has(key)) continue;
      wait.gone = true;
      this.#done.push(wait);
      this.#open.delete(key);
    }
  }

  /** Those that the last look showed are among them. */
  get waits(): Wait[] {
    return [...this.#done, ...this.#open.values()];
  }
}

/** waitstart is not there yet in the first moment of a wait. */
function isSame({ sinceServerMs }: Wait, { since }: WaitingRow): boolean {
  return sinceServerMs === null || since === null || sinceServerMs === since;
}

/** A blocker that waits for the same lock is in the queue; by waitstart, in order. */
function inFront(row: WaitingRow, rows: readonly WaitingRow[]): Pick<Wait, 'holders' | 'queue'> {
  const blockers = new Set(row.blockers);
  const queue = rows
    .filter(({ pid, relation, type }) => blockers.has(pid) && relation === row.relation && type === row.type)
    .sort((a, b) => (a.since ?? 0) - (b.since ?? 0))
    .map(({ pid }) => pid);
  return { holders: [...blockers].filter((pid) => !queue.includes(pid)), queue };
}
