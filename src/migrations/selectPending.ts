import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';
import { readHistory } from './readHistory.ts';
import { type PendingSelection, resolvePending } from './resolvePending.ts';

/** Reads a scenario's history, and splits it where the scenario says. Throws as `readHistory` and `resolvePending`. */
export async function selectPending({
  migrations: { directory, pending, pendingOrigin },
  production,
}: Pick<ResolvedScenario, 'migrations' | 'production'>): Promise<PendingSelection> {
  return resolvePending(await readHistory(directory), pending, pendingOrigin, production);
}
