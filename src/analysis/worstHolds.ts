import type { MigrationEvidence } from '../evidence/MigrationEvidence.ts';
import type { Hold } from './Facts.ts';
import type { HoldInterval } from './HoldInterval.ts';
import { blocks, strength } from './lockConflicts.ts';
import type { Observation } from './observe.ts';

/** Of each relation and mode the longest hold of any repeat; the strongest mode first, the longest first among equals. */
export function worstHolds(run: readonly Observation[]): Hold[] {
  const worst = new Map<string, Hold>();
  for (const { repeat, migration, holds, relations } of run) {
    for (const interval of holds) {
      const relation = relations.visibleName(interval.oid);
      if (!relation) continue;
      const hold = { relation, ...holdOf(interval, migration), repeat };
      const key = `${relation} ${hold.mode}`;
      const known = worst.get(key);
      if (!known || hold.lowMs > known.lowMs || (hold.lowMs === known.lowMs && hold.highMs > known.highMs))
        worst.set(key, hold);
    }
  }
  return [...worst.values()].sort(
    (a, b) => strength(b.mode) - strength(a.mode) || b.lowMs - a.lowMs || (a.relation < b.relation ? -1 : 1),
  );
}

function holdOf(
  { mode, statement, acquired, released, unseen }: HoldInterval,
  migration: MigrationEvidence,
): Omit<Hold, 'relation' | 'repeat'> {
  const startedMs = migration.startedMs!;
  const longest = unseen?.mostMs ?? Number.POSITIVE_INFINITY;
  return {
    mode,
    statement,
    until: lastStatementBefore(released.latest, statement, migration),
    seen: !unseen,
    lowMs: Math.max(0, released.earliest - acquired.latest),
    highMs: Math.min(longest, Math.max(0, released.latest - acquired.earliest)),
    window: { startMs: acquired.earliest - startedMs, endMs: released.latest - startedMs },
    certain: { startMs: acquired.latest - startedMs, endMs: released.earliest - startedMs },
    blocks: blocks(mode),
  };
}

function lastStatementBefore(ms: number, first: number, { statements }: MigrationEvidence): number {
  const begun = statements.filter(({ index, sentMs }) => index >= first && sentMs < ms);
  return Math.max(first, ...begun.map(({ index }) => index));
}
