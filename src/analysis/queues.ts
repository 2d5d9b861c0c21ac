import { type LockMode, lockModes } from '../evidence/LockMode.ts';
import type { ProbeEvidence } from '../evidence/ProbeEvidence.ts';
import type { StatementFacts } from './Facts.ts';
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
 * lock.c). Of each relation the strongest; an index goes with its table. Who has kept everybody out already waits for
 * nobody.
 * @param ends the statements with which transactions ended
 */
export function queuesOf(
  statements: readonly StatementFacts[],
  ends: ReadonlySet<number>,
  probes: readonly ProbeEvidence[],
  relations: Relations,
): Queue[] {
  let held: StatementFacts['locks'] = [];
  return statements.flatMap(({ index, sql, locks, lockTimeoutMs }) => {
    const before = held;
    held = ends.has(index) ? [] : [...held, ...locks];
    if (lockTimeoutMs === null) return [];
    const strong = locks
      .filter(({ mode }) => blocksTraffic(mode))
      .filter(
        ({ relation, mode }) => !before.some((own) => own.relation === relation && keepsOut(own.mode, mode)),
      )
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

/** Whether nobody can have a lock that conflicts with this one, as it conflicts with what is held, too. */
function keepsOut(held: LockMode, wanted: LockMode): boolean {
  return lockModes.every((other) => !conflict(wanted, other) || conflict(held, other));
}

function seenBy({ heldMs, queuedMs, readMs, writeMs, end }: ProbeEvidence): Queue['probe'] {
  return { heldMs, queuedMs, readMs, writeMs, end };
}
