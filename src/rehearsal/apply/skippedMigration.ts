import { relative } from 'node:path';
import type { MigrationEvidence } from '../../evidence/MigrationEvidence.ts';
import type { Migration } from '../../migrations/MigrationHistory.ts';

/** A migration that nothing was sent of. */
export function skippedMigration(migration: Migration): MigrationEvidence {
  return {
    id: migration.id,
    file: relative(process.cwd(), migration.up.path),
    status: 'skipped',
    transaction: migration.up.transaction,
    startedMs: null,
    finishedMs: null,
    ends: [],
    backend: null,
    walBytes: null,
    statements: [],
    hasRollback: migration.down !== null,
    rollback: null,
  };
}
