import { applyGroup, groupsOf } from '../apply/applyGroup.ts';
import { openSession, type SessionTarget } from '../apply/openSession.ts';
import { skippedMigration } from '../apply/skippedMigration.ts';
import { runTool } from '../command/runTool.ts';
import type { RehearsalRequest } from '../RehearsalRequest.ts';

/**
 * Applies the pending migrations as a rehearsal does, up to the first that fails, and keeps nothing of it.
 * @param signal ends the author's tool, where that applies them
 */
export async function applyUnobserved(
  target: SessionTarget & { request: RehearsalRequest },
  signal: AbortSignal,
): Promise<void> {
  const { pending, scenario, server } = target.request;
  const { command } = scenario.migrations;
  if (command) {
    await runTool(command.command, command, scenario, { ...target, server }, signal);
    return;
  }
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
