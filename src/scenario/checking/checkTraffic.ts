import { didYouMean } from '../nearest.ts';
import { fieldPath, type Problem } from './problems.ts';
import type { CheckedScenario } from './scenarioSchema.ts';

/**
 * Traffic that names a key query which is not there. Takes the scenario unchecked, so that this is said along with
 * other mistakes, as far as the names of its queries are known without reading files.
 */
export function checkTraffic(scenario: unknown, known?: readonly string[]): Problem[] {
  const { queries, queryFiles, workload, traffic } = (scenario ?? {}) as Record<string, unknown>;
  if (!Array.isArray(traffic) || (!known && (queryFiles ?? workload) !== undefined)) return [];
  const names = [...new Set(known ?? Object.keys(queries ?? {}))];
  return traffic.flatMap((load: unknown, i) => {
    const query = (load as { query?: unknown } | null | undefined)?.query;
    if (typeof query !== 'string' || names.includes(query)) return [];
    const wanted = names.length === 0 ? 'queries has none' : `expected one of ${names.join(', ')}`;
    const meant = didYouMean(query, names);
    const fault = `unknown query '${query}'; ${wanted}${meant === '' ? '' : `.${meant}`}`;
    return [{ field: fieldPath(['traffic', i, 'query']), fault }];
  });
}

/** What items of one pool say of its connections must be the same. */
export function checkPools({ traffic = [] }: CheckedScenario): Problem[] {
  const first = new Map<string, number>();
  return traffic.flatMap((item, i) => {
    if (item.pool === undefined) return [];
    const known = first.get(item.pool);
    if (known === undefined) {
      first.set(item.pool, i);
      return [];
    }
    const other = traffic[known]!;
    return (['role', 'settings', 'connections'] as const).flatMap((field) => {
      if (JSON.stringify(item[field]) === JSON.stringify(other[field])) return [];
      const where = `traffic[${known}]`;
      return [
        {
          field: fieldPath(['traffic', i, field]),
          fault: `differs from that of ${where}, with which it shares the pool '${item.pool}'; expected the same, or another pool`,
        },
      ];
    });
  });
}
