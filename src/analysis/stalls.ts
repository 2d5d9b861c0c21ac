import type { RepeatEvidence } from '../evidence/Evidence.ts';
import { type LockMode, strongEnough } from '../evidence/LockMode.ts';
import type { SlowStatement, TrafficEvidence } from '../evidence/TrafficEvidence.ts';
import { exactStall } from './exactStall.ts';
import type { Stall } from './Facts.ts';
import { conflict } from './lockConflicts.ts';
import type { Relations } from './Relations.ts';
import { statementWindows } from './statementWindows.ts';
import { type Held, WaitGraph } from './WaitGraph.ts';

/**
 * The traffic's and canaries' statements that waited for the migrations of one repeat, by query, relation, mode and
 * the statement that was in the way; worst first. A wait that the server measured counts as it says; any other from the
 * moment a statement was due.
 */
export function stallsOf(
  { traffic, waits = [], backends = [] }: RepeatEvidence,
  held: readonly Held[],
  relations: Relations,
  graph = new WaitGraph(waits, held, backends),
): Stall[] {
  const stalls = new Map<string, Stall>();
  for (const stream of traffic) {
    for (const slow of stream.slow) {
      const exact = exactStall(slow, graph);
      const exactly = exact && relations.byOid(exact.oid)?.name;
      if (exact && exactly !== undefined) {
        add(stream, exactly, exact.mode, exact.blockedBy, exact.ms, true);
        continue;
      }
      const blocker = slow.refused ? refusedBy(slow, held, stream) : blockerOf(slow, held);
      const { blockedBy, oid = slow.oid, untilMs } = blocker ?? {};
      const relation = oid === null ? undefined : relations.byOid(oid)?.name;
      if (relation === undefined || slow.waitedForMode === null || !blockedBy) continue;
      add(stream, relation, slow.waitedForMode, blockedBy, waited(slow, stream, untilMs), false);
    }
  }
  return [...stalls.values()].sort((a, b) => b.maxMs - a.maxMs);

  function add(
    { source, query }: TrafficEvidence,
    relation: string,
    waitedForMode: LockMode,
    blockedBy: Stall['blockedBy'],
    ms: number,
    exact: boolean,
  ): void {
    const key = JSON.stringify([source, query, relation, waitedForMode, blockedBy]);
    const known = stalls.get(key);
    // Of those that are exact the longest says more than one that waited for a connection, too.
    const worse = !known || (known.exact === exact ? ms > known.maxMs : exact);
    const count = (known?.count ?? 0) + 1;
    const one: Stall = { source, query, relation, waitedForMode, blockedBy, maxMs: ms, count, exact };
    stalls.set(key, worse ? one : { ...known, count });
  }
}

/** Time since it was due, less what such a statement takes undisturbed, and less what our own process was late. */
function waited(
  { dueMs, finishedMs, lateMs = 0 }: SlowStatement,
  { quiet }: TrafficEvidence,
  untilMs = Number.POSITIVE_INFINITY,
): number {
  return Math.max(0, Math.min(finishedMs - quiet.median, untilMs) - dueMs - lateMs);
}

interface Blocker {
  blockedBy: Stall['blockedBy'];
  /** The relation whose lock was in the way, and when that was gone, where it is not the end of the statement. */
  oid?: number;
  untilMs?: number;
}

/** The statement whose lock was in the way longest; where no such lock is known, the one that ran meanwhile. */
function blockerOf(slow: SlowStatement, held: readonly Held[]): Blocker | undefined {
  const locks = held.flatMap(({ migration, holds }) =>
    holds
      .filter(({ oid, mode }) => oid === slow.oid && conflict(mode, slow.waitedForMode ?? mode))
      .map(({ statement, acquired, released }) => ({
        blocker: { blockedBy: { migration: migration.id, statement } },
        ms: shared(slow, acquired.earliest, released.latest),
      })),
  );
  const statements = held.flatMap(({ migration }) =>
    statementWindows(migration).map(({ statement, fromMs, toMs }) => ({
      blocker: { blockedBy: { migration: migration.id, statement } },
      ms: shared(slow, fromMs, toMs),
    })),
  );
  return longest(locks) ?? longest(statements);
}

/**
 * The lock that was in the way when it asked, or next; asked again a period later, it may have been granted late, or
 * have met the lock of another migration by then. Nobody saw who refused it: without a lock of the migration it may
 * have been another. What was refused a view may have been refused a table that the view reads.
 */
function refusedBy(
  { oid: wanted, dueMs, sentMs = dueMs, finishedMs, waitedForMode }: SlowStatement,
  held: readonly Held[],
  { relations = [] }: TrafficEvidence,
): Blocker | undefined {
  const asked = [wanted, ...relations];
  // Who locks rows holds ROW SHARE or stronger on their table, which is in nobody's way by itself.
  const inTheWay = (mode: LockMode) =>
    (waitedForMode === 'ShareLock' && strongEnough(mode, 'RowShareLock')) ||
    conflict(mode, waitedForMode ?? mode);
  const [first] = held
    .flatMap(({ migration, holds }) => holds.map((hold) => ({ migration, hold })))
    .filter(({ hold: { oid, mode } }) => asked.includes(oid) && inTheWay(mode))
    .filter(({ hold: { acquired, released } }) => released.latest > sentMs && acquired.earliest < finishedMs)
    .sort((a, b) => a.hold.acquired.earliest - b.hold.acquired.earliest);
  if (!first) return undefined;
  const { oid, statement, released } = first.hold;
  return { blockedBy: { migration: first.migration.id, statement }, oid, untilMs: released.latest };
}

function shared(slow: SlowStatement, fromMs: number, toMs: number): number {
  return Math.min(slow.finishedMs, toMs) - Math.max(slow.dueMs, fromMs);
}

function longest(candidates: readonly { blocker: Blocker; ms: number }[]): Blocker | undefined {
  return candidates.filter(({ ms }) => ms > 0).sort((a, b) => b.ms - a.ms)[0]?.blocker;
}
