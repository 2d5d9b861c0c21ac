import { didYouMean } from '../nearest.ts';
import { fieldPath, type Problem } from './problems.ts';

/** Traffic that names a key query which is not there. Takes the scenario unchecked, so that this is said along with other mistakes. */
export function checkTraffic(scenario: unknown): Problem[] {
  const { queries, traffic } = (scenario ?? {}) as { queries?: unknown; traffic?: unknown };
  const names = Object.keys(queries ?? {});
  if (!Array.isArray(traffic)) return [];
  return traffic.flatMap((load: unknown, i) => {
    const query = (load as { query?: unknown } | null | undefined)?.query;
    if (typeof query !== 'string' || names.includes(query)) return [];
    const known = names.length === 0 ? 'queries has none' : `expected one of ${names.join(', ')}`;
    const meant = didYouMean(query, names);
    const fault = `unknown query '${query}'; ${known}${meant === '' ? '' : `.${meant}`}`;
    return [{ field: fieldPath(['traffic', i, 'query']), fault }];
  });
}
