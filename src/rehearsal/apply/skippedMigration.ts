import { relative } from 'node:path';
import type { MigrationEvidence } from '../../evidence/MigrationEvidence.ts';
import type { Migration } from '../../migrations/MigrationHistory.ts';

/** A migration that nothing was sent of. */
export function skippedMigration({ id, up, down }: Migration): MigrationEvidence {
  const { path, transaction } = up;
  return blankMigration({ id, file: relative(process.cwd(), path), transaction, hasRollback: down !== null });
}

/** Of which nothing has been seen. */
export function blankMigration(
  known: Pick<MigrationEvidence, 'id' | 'file' | 'transaction' | 'hasRollback'>,
): MigrationEvidence {
  return {
    ...known,
    status: 'skipped',
    startedMs: null,
    finishedMs: null,
    ends: [],
    backend: null,
    walBytes: null,
    statements: [],
    rollback: null,
  };
}
