import type { RunnerFacts } from '../evidence/ScenarioFacts.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';
import { MigrationDirectory } from './MigrationDirectory.ts';
import { readProgramHistory } from './readProgramHistory.ts';
import { type PendingSelection, resolvePending } from './resolvePending.ts';
import { runnerOf } from './runnerOf.ts';

export interface SelectedMigrations extends PendingSelection {
  /** As which tool's they are run; null where a command runs them. */
  runner: RunnerFacts | null;
}

/**
 * Reads a scenario's history as its runner's, and splits it where the scenario says; nothing where a command's
 * migrations lie in no directory. Throws as `runnerOf` and `resolvePending`.
 */
export async function selectPending(
  scenario: Pick<ResolvedScenario, 'migrations' | 'production'>,
): Promise<SelectedMigrations> {
  const { directory, pending, pendingOrigin, command } = scenario.migrations;
  if (directory === null)
    return { base: [], pending: [], nothing: null, missing: [], failed: [], runner: null };
  const opened = await MigrationDirectory.open(directory);
  const { facts, history } =
    command === null
      ? await runnerOf(opened, scenario)
      : { facts: null, history: await readProgramHistory(opened, scenario) };
  return { ...(await resolvePending(history, pending, pendingOrigin, scenario.production)), runner: facts };
}
