import type { LockSighting, MigrationEvidence } from '../evidence/MigrationEvidence.ts';
import type { HoldInterval } from './HoldInterval.ts';
import { type KeptLock, keptLocks, keyOf } from './keptLocks.ts';
import { firstLookIn, lastLookIn, mayShow, narrowHold } from './narrowHold.ts';
import { type StatementWindow, statementWindows } from './statementWindows.ts';
import { unseenHolds } from './unseenHolds.ts';

/**
 * Every lock that a migration took. Acquisition lies in (last look without, first look with] within the
 * statement's window. Release lies in [COMMIT sent or the last look that shows it, the acknowledgement or the
 * first look that does not]: after a rewrite the acknowledgement comes long after the release, because old
 * files are unlinked in between. A lock that one statement takes, gives back and takes again between two looks
 * counts as held throughout.
 * @param longestGapMs of the sampler, from the begin of one look to the begin of the next
 */
export function holdsOf(
  migration: MigrationEvidence,
  sightings: readonly LockSighting[],
  longestGapMs = Number.POSITIVE_INFINITY,
): HoldInterval[] {
  const ofBackend = sightings.filter(({ backend }) => backend === migration.backend);
  const own = ofBackend.filter(({ granted }) => granted);
  const kept = keptLocks(migration);
  const windows = statementWindows(migration);
  const holds: HoldInterval[] = [];
  for (const key of new Set([...kept, ...own].map(keyOf))) {
    const seen = own.filter((sighting) => keyOf(sighting) === key);
    const known = kept.filter((lock) => keyOf(lock) === key);
    const queued = ofBackend.filter((sighting) => !sighting.granted && keyOf(sighting) === key);
    for (const { zone, ...hold } of known) {
      holds.push(narrowHold(afterQueue(hold, queued), zone, seen, longestGapMs));
    }
    for (const sighting of seen) holds.push(...withoutSnapshot(sighting, known, windows, longestGapMs));
  }
  return [...holds, ...unseenHolds(migration, holds, longestGapMs)]
    .map((hold) => closed(hold, migration))
    .sort((a, b) => a.acquired.earliest - b.acquired.earliest);
}

/** While it was seen waiting for the lock, it did not have it. */
function afterQueue<H extends HoldInterval>(hold: H, queued: readonly LockSighting[]): H {
  const { earliest, latest } = hold.acquired;
  const waits = queued.map(({ lastSeenMs }) => lastSeenMs).filter((ms) => ms > earliest && ms < latest);
  return { ...hold, acquired: { earliest: Math.max(earliest, ...waits), latest } };
}

/**
 * Locks that no snapshot shows: outside a transaction, gone with an error, taken by COMMIT, or given back within
 * their statement. One sighting may run over several statements that each took and released the lock.
 */
function withoutSnapshot(
  sighting: LockSighting,
  known: readonly KeptLock[],
  windows: readonly StatementWindow[],
  gapMs: number,
): HoldInterval[] {
  const explained = known.filter((lock) => mayShow(sighting, lock));
  const certain = windows.filter(
    (window) => !explained.some((lock) => covers(lock, window)) && hasLookIn(sighting, window, gapMs),
  );
  if (certain.length > 0) {
    return certain.map((window) => {
      const { statement, zone, fromMs: earliest, toMs: latest } = window;
      const within = { acquired: { earliest, latest }, released: { earliest, latest } };
      return narrowHold({ ...lockOf(sighting), statement, ...within }, zone, [sighting], gapMs);
    });
  }
  if (explained.some((lock) => overlap(sighting, lock.acquired.earliest, lock.released.latest))) return [];
  return betweenStatements(sighting, windows);
}

/** Each look that showed it may have been during one statement or the next. */
function betweenStatements(sighting: LockSighting, windows: readonly StatementWindow[]): HoldInterval[] {
  const touched = windows.filter(({ fromMs, toMs }) => overlap(sighting, fromMs, toMs));
  const [first, last] = [touched[0], touched.at(-1)];
  if (!first || !last) return [];
  const { absentMs, firstSeenMs, lastSeenMs, goneMs } = sighting;
  return [
    {
      ...lockOf(sighting),
      statement: first.statement,
      acquired: { earliest: Math.max(first.fromMs, absentMs ?? first.fromMs), latest: firstSeenMs },
      released: {
        earliest: Math.max(first.fromMs, lastSeenMs),
        latest: Math.min(last.toMs, goneMs ?? last.toMs),
      },
    },
  ];
}

function covers({ acquired, released }: KeptLock, { fromMs }: StatementWindow): boolean {
  return acquired.earliest <= fromMs && fromMs < released.latest;
}

/** Whether a look that showed the lock was certainly made while this statement could hold it. */
function hasLookIn(sighting: LockSighting, { zone, fromMs, toMs }: StatementWindow, gapMs: number): boolean {
  if (firstLookIn(sighting, zone) || lastLookIn(sighting, zone)) return true;
  const spans = sighting.firstLookMs < zone.fromMs && sighting.lastLookMs > zone.toMs;
  return spans && toMs - fromMs >= 2 * gapMs;
}

function overlap({ firstLookMs, lastLookMs }: LockSighting, fromMs: number, toMs: number): boolean {
  return firstLookMs <= toMs && lastLookMs >= fromMs;
}

function lockOf({ oid, mode }: LockSighting): Pick<HoldInterval, 'oid' | 'mode'> {
  return { oid, mode };
}

/** Of a lock whose end nobody saw, as when the connection was lost, the end of the observation is the most that is known. */
function closed(hold: HoldInterval, { finishedMs }: MigrationEvidence): HoldInterval {
  if (hold.released.latest < Number.POSITIVE_INFINITY) return hold;
  const latest = Math.max(hold.released.earliest, finishedMs ?? hold.released.earliest);
  const acquired = { ...hold.acquired, latest: Math.min(hold.acquired.latest, latest) };
  return { ...hold, acquired, released: { ...hold.released, latest } };
}
