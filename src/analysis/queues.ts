import { type LockMode, lockModes } from '../evidence/LockMode.ts';
import type { ProbeEvidence } from '../evidence/ProbeEvidence.ts';
import type { StatementFacts } from './Facts.ts';
import type { HoldInterval } from './HoldInterval.ts';
import { blocksTraffic, conflict, strength } from './lockConflicts.ts';
import type { Relations } from './Relations.ts';

/** A lock behind which reads or writes queue while it is waited for. */
export interface Queue {
  /** From 1. */
  statement: number;
  relation: string;
  mode: LockMode;
  /** The longest that it can last, in milliseconds; 0 where nothing bounds it. */
  lockTimeoutMs: number;
  /** What was seen with an open transaction of ours in front; null where that was not tried. */
  probe: Omit<ProbeEvidence, 'oid' | 'mode'> | null;
}

/**
 * Strong locks that a statement took on what existed before, where it is known whether a lock_timeout was in force:
 * whoever comes after a waiting request that conflicts with theirs waits too (ProcSleep and LockCheckConflicts in proc.c and
 * lock.c). Of each relation the strongest; an index goes with its table. Nobody is waited for where the transaction
 * keeps out all who could be in front already.
 */
export function queuesOf(
  statements: readonly StatementFacts[],
  probes: readonly ProbeEvidence[],
  relations: Relations,
  holds: readonly HoldInterval[] = [],
): Queue[] {
  return statements.flatMap(({ index, sql, locks, lockTimeoutMs }) => {
    if (lockTimeoutMs === null || neverWaits.test(sql) || setsTimeout.test(sql)) return [];
    const strong = locks
      .filter(({ mode }) => blocksTraffic(mode))
      .filter((lock) => !keptOut(lock, index, holds, relations))
      .filter(({ relation }) => !(dropsDead.test(sql) && relations.called(relation)?.kind === 'i'))
      .sort((a, b) => strength(b.mode) - strength(a.mode));
    const tables = new Set(strong.map(({ relation }) => relation));
    return [...tables].flatMap((relation): Queue[] => {
      const table = relations.called(relation)?.table;
      if (table && tables.has(table)) return [];
      const { mode } = strong.find((lock) => lock.relation === relation)!;
      const probe = probes.find((one) => one.mode === mode && relations.byOid(one.oid)?.name === relation);
      return [{ statement: index, relation, mode, lockTimeoutMs, probe: probe ? seenBy(probe) : null }];
    });
  });
}

/** Which wait until no statement uses the old index any more before they lock it as strongly (index.c, index_drop). */
const dropsDead = /^(?:drop|reindex)\b[^;]*\bconcurrently\b/i;

const neverWaits = /^(?:lock|alter)\b[^;]*\bnowait\s*;?\s*$/i;

/** Code that sets its own: what was in force as it was sent says nothing of its locks. */
const setsTimeout = /^(?:do|select|call|with)\b[\s\S]*\block_timeout\b/i;

/** Whether an earlier statement of its transaction holds what conflicts with all that this lock conflicts with (LockAcquireExtended in lock.c). */
function keptOut(
  { relation, mode }: { relation: string; mode: LockMode },
  statement: number,
  holds: readonly HoldInterval[],
  relations: Relations,
): boolean {
  const names = [relation, relations.called(relation)?.table ?? relation];
  const taken = holds.filter((hold) => hold.statement === statement && nameOf(hold, relations) === relation);
  const atMs = Math.min(...taken.map(({ acquired }) => acquired.latest));
  return holds.some(
    (hold) =>
      hold.statement < statement &&
      hold.released.earliest >= atMs &&
      names.includes(nameOf(hold, relations) ?? '') &&
      lockModes.every((other) => !conflict(mode, other) || conflict(hold.mode, other)),
  );
}

function nameOf({ oid }: HoldInterval, relations: Relations): string | null {
  return relations.byOid(oid)?.name ?? null;
}

function seenBy({ heldMs, queuedMs, readMs, writeMs, end }: ProbeEvidence): Queue['probe'] {
  return { heldMs, queuedMs, readMs, writeMs, end };
}
