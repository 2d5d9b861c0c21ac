import type { MigrationEvidence, StatementEvidence, TransactionEnd } from '../evidence/MigrationEvidence.ts';
import type { HoldInterval } from './HoldInterval.ts';
import { type StatementWindow, statementWindows, type Zone } from './statementWindows.ts';

/** A hold as the snapshots bound it, and where nothing but it can have shown its lock. */
export interface KeptLock extends HoldInterval {
  zone: Zone;
}

/**
 * The locks that the snapshots between statements show. Such a snapshot is exact, because nothing runs then, and
 * a lock is kept to the transaction's end, unless a savepoint or an exception block rolls back.
 */
export function keptLocks(migration: MigrationEvidence): KeptLock[] {
  const kept: KeptLock[] = [];
  const open = new Map<string, KeptLock>();
  const ends = new Map(migration.ends.map((end) => [end.statement, end]));
  /** The first of the statements that no look has followed. */
  let since: StatementWindow | null = null;
  for (const [index, window] of statementWindows(migration).entries()) {
    const statement = migration.statements[index]!;
    if (statement.unlooked) since ??= window;
    else {
      takeSnapshot(statement, since ? joined(since, window) : window, open, kept);
      since = null;
    }
    const end = ends.get(statement.index);
    if (!end) continue;
    closeAll(end, statement, window, open);
    since = null;
  }
  return kept;
}

/** From the begin of one statement to the end of a later one. */
function joined(first: StatementWindow, last: StatementWindow): StatementWindow {
  return { ...last, fromMs: first.fromMs, zone: { fromMs: first.zone.fromMs, toMs: last.zone.toMs } };
}

function takeSnapshot(
  statement: StatementEvidence,
  window: StatementWindow,
  open: Map<string, KeptLock>,
  kept: KeptLock[],
): void {
  if (!statement.locksAfter) return;
  const { acknowledgedMs: latest } = statement;
  const earliest = window.fromMs;
  const now = new Set(statement.locksAfter.map(keyOf));
  for (const [key, lock] of open) {
    if (now.has(key)) continue;
    lock.released = { earliest, latest };
    lock.zone.toMs = window.zone.toMs;
    open.delete(key);
  }
  for (const { oid, mode } of statement.locksAfter) {
    if (open.has(keyOf({ oid, mode }))) continue;
    const lock: KeptLock = {
      oid,
      mode,
      statement: statement.index,
      acquired: { earliest, latest },
      released: { earliest: latest, latest: Number.POSITIVE_INFINITY },
      zone: { fromMs: window.zone.fromMs, toMs: Number.POSITIVE_INFINITY },
    };
    open.set(keyOf(lock), lock);
    kept.push(lock);
  }
}

/** Where a statement failed, its error released the locks by itself, before our ROLLBACK was sent. */
function closeAll(
  end: TransactionEnd,
  statement: StatementEvidence,
  { zone }: StatementWindow,
  open: Map<string, KeptLock>,
): void {
  const { error, locksAfter } = statement;
  const earliest = error && locksAfter === null ? earliestError(statement) : end.sentMs;
  for (const lock of open.values()) {
    lock.released = { earliest, latest: end.acknowledgedMs };
    lock.zone.toMs = zone.toMs;
  }
  open.clear();
}

/** A wait that lock_timeout ended went on for all of it (proc.c: the timer starts with the wait); else nothing is known. */
function earliestError({ error, sentMs, acknowledgedMs, lockTimeoutMs }: StatementEvidence): number {
  const waitedMs = error?.code === '55P03' ? (lockTimeoutMs ?? 0) : 0;
  // NOWAIT gives up with the same code, and at once.
  return waitedMs <= acknowledgedMs - sentMs ? sentMs + waitedMs : sentMs;
}

export function keyOf({ oid, mode }: { oid: number; mode: string }): string {
  return `${oid} ${mode}`;
}
