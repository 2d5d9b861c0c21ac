import type { Problem } from './checking/problems.ts';
import type { CheckedScenario } from './checking/scenarioSchema.ts';
import { keyQueryTexts } from './queries/keyQueryTexts.ts';
import { placeWords } from './queries/readQueryTexts.ts';
import { type ReadQuery, resolveKeyQuery } from './queries/resolveKeyQuery.ts';
import { resolveTraffic } from './queries/resolveTraffic.ts';
import type { ResolvedScenario } from './ResolvedScenario.ts';
import { resolveWorkload } from './workload/resolveWorkload.ts';

type Declared = Pick<CheckedScenario, 'queries' | 'queryFiles' | 'workload' | 'traffic'>;

export interface ResolvedQueries extends Pick<ResolvedScenario, 'queries' | 'traffic' | 'notes'> {
  problems: Problem[];
}

/**
 * Key queries from wherever they stand, and traffic, as lists; a query without parameters has the one set `none`.
 * @param bound whether now() in them is the scenario's now, unasked
 */
export async function resolveQueries(
  checked: Declared,
  { directory, now, bound = false }: { directory: string; now: number; bound?: boolean },
): Promise<ResolvedQueries> {
  const { declared, additions, problems } = await keyQueryTexts(checked, directory);
  const queries: ReadQuery[] = [];
  const notes: string[] = [];
  const unexplained: string[] = [];
  for (const one of declared) {
    const read = await resolveKeyQuery(
      bound ? { ...one, options: { ...one.options, now: 'bound' } } : one,
      now,
    );
    if (read === null) unexplained.push(`${one.name} (${placeWords(one.place)})`);
    else if ('problems' in read) problems.push(...read.problems);
    else queries.push(read);
  }
  if (unexplained.length > 0)
    notes.push(`no key queries, because EXPLAIN does not take them: ${unexplained.join(', ')}`);
  if (checked.workload) {
    const workload = await resolveWorkload(
      checked.workload,
      { declared: queries, additions },
      { directory, now },
    );
    problems.push(...workload.problems);
    queries.push(...workload.queries);
    notes.push(...workload.notes);
  }
  const byName = new Map(queries.map((query) => [query.resolved.name, query]));
  const load = await resolveTraffic(checked.traffic ?? [], byName, now);
  problems.push(...load.problems);
  return { queries: queries.map(({ resolved }) => resolved), traffic: load.traffic, notes, problems };
}
