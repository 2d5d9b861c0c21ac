import { selectPending } from '../migrations/selectPending.ts';
import type { Loaded } from './chooseScenarios.ts';

/**
 * A directory that is mistyped on the command line must not take the place of last night's result; a scenario's file
 * that is wrong is a result of its own, for whoever reads the report.
 * @throws PgrehearseError as `selectPending`, for what --migrations names
 */
export async function checkMigrations(scenarios: readonly Loaded[]): Promise<void> {
  for (const loaded of scenarios) {
    if ('error' in loaded || loaded.file !== null) continue;
    await selectPending(loaded.scenario);
  }
}
