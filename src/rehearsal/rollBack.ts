import { relative } from 'node:path';
import type { Client } from 'pg';
import type { MigrationEvidence, RollbackEvidence } from '../evidence/MigrationEvidence.ts';
import type { Migration, MigrationFile } from '../migrations/MigrationHistory.ts';
import { applyMigration } from './apply/applyMigration.ts';
import type { Session } from './apply/Session.ts';
import { skippedMigration } from './apply/skippedMigration.ts';
import { schemaDifference, schemaSnapshot } from './schemaSnapshot.ts';

const keptLines = 40;

/**
 * Runs the rollbacks of the applied migrations, the last one first, and compares the schema with the one before
 * each. Ends at the first that is missing or fails, because in this order nobody gets further.
 * @param schemas the schema before each migration, by id
 * @returns the migration whose rollback stood in the way of others, or null
 */
export async function rollBack(
  migrations: readonly Migration[],
  evidence: readonly MigrationEvidence[],
  schemas: ReadonlyMap<string, readonly string[]>,
  observer: Client,
  open: () => Promise<{ session: Session; close(): Promise<void> }>,
): Promise<string | null> {
  // What one rollback left is there after those below it, too, and is not theirs.
  const known = new Set<string>();
  for (const migration of migrations.toReversed()) {
    const seen = evidence.find(({ id }) => id === migration.id);
    if (seen?.status !== 'applied') continue;
    if (!migration.down) return migration.id;
    const { session, close } = await open();
    const down = skippedMigration({ ...migration, up: migration.down });
    try {
      await applyMigration(alone(migration.down), session, down);
    } finally {
      await close();
    }
    seen.rollback = rollbackEvidence(migration.down.path, down);
    if (seen.rollback.status === 'failed') return migration.id;
    const before = schemas.get(migration.id);
    // Within a shared transaction nobody else sees a schema: that before its first file tells of all of them.
    if (before === undefined) continue;
    const all = schemaDifference(before, await schemaSnapshot(observer));
    const difference = all.filter((line) => !known.has(line));
    for (const line of difference) known.add(line);
    seen.rollback.schemaRestored = difference.length === 0;
    seen.rollback.difference = difference.slice(0, keptLines);
  }
  return null;
}

/** A tool that runs all pending files in one transaction takes them back one by one. */
function alone(file: MigrationFile): MigrationFile {
  return file.transaction === 'shared' ? { ...file, transaction: 'own' } : file;
}

function rollbackEvidence(path: string, down: MigrationEvidence): RollbackEvidence {
  const failed = down.statements.find(({ error }) => error);
  return {
    file: relative(process.cwd(), path),
    status: down.status === 'applied' ? 'applied' : 'failed',
    durationMs: (down.finishedMs ?? 0) - (down.startedMs ?? 0),
    error: failed?.error ? { ...failed.error, statement: failed.index, line: failed.line } : null,
    schemaRestored: null,
    difference: [],
  };
}
