import { checkQueries } from './checkQueries.ts';
import { checkPools, checkTraffic } from './checkTraffic.ts';
import { invalidFile } from './invalidFile.ts';
import { problemsOf } from './problems.ts';
import { type CheckedScenario, scenarioSchema } from './scenarioSchema.ts';

/** Checks a scenario's default export, paths apart. Throws `scenario/invalid` with everything that is wrong. */
export async function checkScenario(value: unknown, file: string): Promise<CheckedScenario> {
  const result = scenarioSchema.safeParse(value);
  const problems = [...problemsOf(result.error?.issues ?? [], value), ...checkTraffic(value)];
  if (result.data) problems.push(...(await checkQueries(result.data)), ...checkPools(result.data));
  if (problems.length > 0 || !result.data) throw invalidFile('scenario', file, problems);
  return result.data;
}
