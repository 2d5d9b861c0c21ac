import type { MigrationEvidence } from '../evidence/MigrationEvidence.ts';
import type { HoldInterval } from './HoldInterval.ts';

/**
 * Locks that a statement outside a transaction takes by its kind and that no look showed. Each lay between two looks,
 * and the second of them ended within another gap.
 */
export function unseenHolds(
  { statements }: MigrationEvidence,
  seen: readonly HoldInterval[],
  longestGapMs: number,
): HoldInterval[] {
  return statements.flatMap(({ index, sentMs: earliest, acknowledgedMs: latest, knownLocks = [], error }) => {
    // Where it failed, nobody knows how far it had come.
    if (error) return [];
    return knownLocks
      .filter(
        ({ oid, mode }) =>
          !seen.some((hold) => hold.statement === index && hold.oid === oid && hold.mode === mode),
      )
      .map(({ oid, mode }) => ({
        oid,
        mode,
        statement: index,
        acquired: { earliest, latest },
        released: { earliest, latest },
        unseen: { mostMs: Math.min(latest - earliest, 2 * longestGapMs) },
      }));
  });
}
