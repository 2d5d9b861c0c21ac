import { applyMigration } from '../apply/applyMigration.ts';
import { openSession, type SessionTarget } from '../apply/openSession.ts';
import { skippedMigration } from '../apply/skippedMigration.ts';
import type { RehearsalRequest } from '../RehearsalRequest.ts';

/** Applies the pending migrations as a rehearsal does, up to the first that fails, and keeps nothing of it. */
export async function applyUnobserved(target: SessionTarget & { request: RehearsalRequest }): Promise<void> {
  for (const migration of target.request.pending) {
    const { session, close } = await openSession(target);
    try {
      if ((await applyMigration(migration.up, session, skippedMigration(migration))) === 'failed') return;
    } finally {
      await close();
    }
  }
}
