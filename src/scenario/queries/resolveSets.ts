import { fieldPath, type Problem } from '../checking/problems.ts';
import type { NamedSet } from '../ResolvedScenario.ts';
import type { ParameterSet, ParameterValue } from '../Scenario.ts';
import { misfit, nowName, ordered, type Signature, spelled, wantedOf } from './ordered.ts';
import { setFunction } from './setFunction.ts';
import { setQuery } from './setQuery.ts';

export type GivenParameters = 'auto' | Readonly<Record<string, ParameterSet>>;

export interface SetContext {
  /** Of the field that has the query. */
  path: PropertyKey[];
  /** `key query 'orders-of-customer'`, for what is found when it runs. */
  owner: string;
  /** Milliseconds since 1970. */
  now: number;
  /** What a query without sets gets; null is an error where it has parameters. */
  otherwise: 'auto' | null;
  mayBeAuto: boolean;
}

/** Sets whose values are in the order of $1, $2, …, and what is wrong with those that were given. */
export async function resolveSets(
  { names, count }: Signature,
  given: GivenParameters | undefined,
  context: SetContext,
): Promise<{ sets: NamedSet[]; problems: Problem[] }> {
  const path = [...context.path, 'parameters'];
  const wanted = wantedOf(names);
  const known = names?.includes(nowName) ? { [names.indexOf(nowName) + 1]: '$now' } : null;
  const auto = (name: string): NamedSet =>
    wanted.length === 0 && known
      ? { name, set: ['$now'] }
      : { name, set: 'auto', ...(known ? { given: known } : {}) };
  if (names?.includes('sql'))
    return wrong(
      path,
      "has a parameter ':sql', which its values cannot be told from; call it something else",
    );
  if (given === 'auto') {
    if (count === 0) return wrong(path, "expected none, because the query has no parameters, found 'auto'");
    return { sets: [auto('auto')], problems: [] };
  }
  if (Object.keys(given ?? {}).length === 0) {
    if (count === 0) return { sets: [{ name: 'none', set: [] }], problems: [] };
    if (known && wanted.length === 0) return { sets: [{ name: 'now', set: ['$now'] }], problems: [] };
    if (context.otherwise === 'auto') return { sets: [auto('auto')], problems: [] };
    return wrong(
      path,
      `expected values for ${spelled({ names, count })}${context.mayBeAuto ? ", or 'auto'" : ''}, found nothing`,
    );
  }
  const sets: NamedSet[] = [];
  const problems: Problem[] = [];
  for (const [name, set] of Object.entries(given ?? {})) {
    const at = [...path, name];
    if (set === 'auto') {
      if (count === 0) problems.push({ field: fieldPath(at), fault: misfit({ names, count }, "'auto'") });
      sets.push(auto(name));
    } else if (typeof set === 'function') {
      if (count === 0) problems.push({ field: fieldPath(at), fault: misfit({ names, count }, 'a function') });
      sets.push({ name, set: setFunction(set, { names, count }, `${context.owner}, parameters '${name}'`) });
    } else if (isQuery(set)) {
      const query = await setQuery(set.sql, { names, count }, context.now);
      if ('fault' in query)
        problems.push({ field: fieldPath(query.inside ? [...at, 'sql'] : at), fault: query.fault });
      else sets.push({ name, set: { sql: query.sql } });
    } else {
      const values = ordered(set, { names, count });
      if ('fault' in values) problems.push({ field: fieldPath(at), fault: values.fault });
      else sets.push({ name, set: values.values });
    }
  }
  return { sets, problems };
}

function isQuery(set: readonly ParameterValue[] | object): set is { sql: string } {
  return !Array.isArray(set) && Object.keys(set).join() === 'sql';
}

function wrong(path: PropertyKey[], fault: string): { sets: []; problems: Problem[] } {
  return { sets: [], problems: [{ field: fieldPath(path), fault }] };
}
