import type { MigrationEvidence } from '../../evidence/MigrationEvidence.ts';
import { changedFiles, type Files } from '../work/changedFiles.ts';
import type { ObservedStatement } from './ObservedStatement.ts';

/** Relations that had another file after a statement, as the event trigger saw them in its transaction. */
export function nameRewrites(
  migration: MigrationEvidence,
  work: readonly ObservedStatement[],
  files: Files,
): void {
  let known = files;
  const own = work.filter(({ backend }) => backend === migration.backend);
  for (const [i, { kind, after }] of own.entries()) {
    const seen = migration.statements[i];
    if (!after || !seen?.locksAfter) continue;
    const now = new Map(known);
    for (const { oid, file } of after.locks) {
      const before = known.get(oid);
      if (before && file !== null && file !== 0) now.set(oid, { ...before, node: file });
    }
    const { rewritten, emptied } = changedFiles(known, now, { kind, locksAfter: seen.locksAfter });
    const named = (oids: readonly number[]) => oids.flatMap((oid) => files.get(oid)?.name ?? []);
    seen.newFiles.push(...named(rewritten));
    if (emptied.length > 0) seen.emptied = named(emptied);
    known = now;
  }
}
