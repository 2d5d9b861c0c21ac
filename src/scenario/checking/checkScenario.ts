import { defaultNow } from '../defaults.ts';
import { type ResolvedQueries, resolveQueries } from '../resolveQueries.ts';
import { checkPools, checkTraffic } from './checkTraffic.ts';
import { invalidFile } from './invalidFile.ts';
import { problemsOf } from './problems.ts';
import { type CheckedScenario, scenarioSchema } from './scenarioSchema.ts';

/**
 * Checks a scenario's default export, and the queries that it names; other paths apart.
 * Throws `scenario/invalid` with everything that is wrong.
 */
export async function checkScenario(
  value: unknown,
  { file, directory }: { file: string; directory: string },
): Promise<{ checked: CheckedScenario; resolved: Omit<ResolvedQueries, 'problems'> }> {
  const { data, error } = scenarioSchema.safeParse(value);
  if (!data)
    throw invalidFile('scenario', file, [...problemsOf(error.issues, value), ...checkTraffic(value)]);
  const now = Date.parse(data.now ?? defaultNow);
  const { problems, ...resolved } = await resolveQueries(data, { directory, now });
  const known = [...Object.keys(data.queries ?? {}), ...resolved.queries.map(({ name }) => name)];
  // A file that is wrong hides names.
  if (problems.length === 0 || (data.queryFiles ?? data.workload) === undefined)
    problems.unshift(...checkTraffic(data, known));
  problems.push(...checkPools(data));
  if (problems.length > 0) throw invalidFile('scenario', file, problems);
  return { checked: data, resolved };
}
