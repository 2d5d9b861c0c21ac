import { PgrehearseError } from '../errors.ts';
import type { ResolvedScenario } from './ResolvedScenario.ts';
import { resolveQueries } from './resolveQueries.ts';

/**
 * The key queries of a run without a scenario file, whose now() is the scenario's now.
 * Throws `usage/queries` with everything that is wrong with them.
 */
export async function queriesByFlag(
  { queries, workload }: { queries?: string[] | undefined; workload?: string | undefined },
  { directory, now }: Pick<ResolvedScenario, 'directory' | 'now'>,
): Promise<Pick<ResolvedScenario, 'queries' | 'notes'>> {
  const asked = {
    queryFiles: queries,
    workload: workload === undefined ? undefined : { file: workload },
  };
  const {
    problems,
    traffic: _none,
    ...resolved
  } = await resolveQueries(asked, { directory, now, bound: true });
  if (problems.length === 0) return resolved;
  const [first, ...others] = problems.map(
    ({ field, fault }) => `${field.startsWith('workload') ? '--workload' : '--queries'}: ${fault}`,
  );
  throw new PgrehearseError('usage/queries', first!, {
    detail: others.join('\n') || undefined,
    source: first!.split(':')[0],
    hint: 'Correct the files, or write a scenario, in which each query can be said more of (see Key queries in the README).',
  });
}
