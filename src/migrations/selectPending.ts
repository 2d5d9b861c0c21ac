import type { RunnerFacts } from '../evidence/ScenarioFacts.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';
import { MigrationDirectory } from './MigrationDirectory.ts';
import { type PendingSelection, resolvePending } from './resolvePending.ts';
import { runnerOf } from './runnerOf.ts';

export interface SelectedMigrations extends PendingSelection {
  /** As which tool's they are run. */
  runner: RunnerFacts;
}

/** Reads a scenario's history as its runner's, and splits it where the scenario says. Throws as `runnerOf` and `resolvePending`. */
export async function selectPending(
  scenario: Pick<ResolvedScenario, 'migrations' | 'production'>,
): Promise<SelectedMigrations> {
  const { directory, pending, pendingOrigin } = scenario.migrations;
  const { facts, history } = await runnerOf(await MigrationDirectory.open(directory), scenario);
  return { ...(await resolvePending(history, pending, pendingOrigin, scenario.production)), runner: facts };
}
