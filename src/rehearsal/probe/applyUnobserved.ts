import { applyGroup, groupsOf } from '../apply/applyGroup.ts';
import { openSession, type SessionTarget } from '../apply/openSession.ts';
import { skippedMigration } from '../apply/skippedMigration.ts';
import type { RehearsalRequest } from '../RehearsalRequest.ts';

/** Applies the pending migrations as a rehearsal does, up to the first that fails, and keeps nothing of it. */
export async function applyUnobserved(target: SessionTarget & { request: RehearsalRequest }): Promise<void> {
  const { pending, scenario } = target.request;
  for (const migrations of groupsOf(pending)) {
    const evidence = migrations.map(skippedMigration);
    const { session, close } = await openSession(target);
    try {
      await applyGroup({ migrations, evidence, policy: scenario.migrations }, session);
    } finally {
      await close();
    }
    if (evidence.some(({ status }) => status === 'failed')) return;
  }
}
