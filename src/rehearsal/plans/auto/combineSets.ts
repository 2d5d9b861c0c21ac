import type { AutoSet } from './autoSets.ts';
import type { Candidates, ValueName } from './candidates.ts';
import type { ParameterUses } from './ParameterUse.ts';

const mostSets = 6;
/** Rows of a page, and those before a page that few people see. */
const page = '20';
const deep = '2000';

/** What stands in where a parameter has nothing of a set's name. */
const instead: readonly ValueName[] = ['top', 'median', '10 %', 'absent'];

/**
 * Sets in which one thing is varied at a time: with both keys and ranges, keys by a range of 10 % and ranges by the most
 * common key.
 * @param ordinary by place, for parameters of which nothing is known
 */
export function combineSets(
  candidates: readonly (Candidates | undefined)[],
  ordinary: readonly (string | null)[],
  { uses, conflicts }: Pick<ParameterUses, 'uses' | 'conflicts'>,
): AutoSet[] {
  const has = (name: ValueName) => candidates.some((one) => one !== undefined && name in one);
  const inserts = [...uses.values()].some((use) => use.kind === 'assigned' && use.inserted);
  const common: ValueName = has('top') ? 'top' : 'median';
  const names: ValueName[] =
    has('10 %') && (has(common) || has('absent'))
      ? [common, 'rare', 'absent', '1 %', '50 %', 'null']
      : has('10 %')
        ? ['1 %', '10 %', '50 %', 'null']
        : ['top', 'median', 'rare', 'absent', 'null'];
  const values = (name: ValueName | null, offset = '0', inserted = true) =>
    ordinary.map((usual, index) => {
      const use = uses.get(index + 1);
      if (use?.kind === 'limit') return page;
      if (use?.kind === 'offset') return offset;
      const own = candidates[index] ?? {};
      // What must not be there twice is new in every row that is inserted.
      const fresh = inserted && use?.kind === 'assigned' && use.inserted && own.absent !== undefined;
      const order = [...(fresh ? (['absent'] as const) : []), ...(name === null ? [] : [name]), ...instead];
      const found = order.find((each) => each in own);
      return found === undefined ? usual : own[found]!;
    });
  if (inserts) {
    const typical = { name: 'typical', values: values(null) };
    return conflicts ? [typical, { name: 'conflict', values: values(null, '0', false) }] : [typical];
  }
  const sets = names.filter(has).map((name) => ({ name, values: values(name) }));
  if (sets.length === 0) {
    const pages = [...uses.values()].some(({ kind }) => kind === 'offset');
    const first = { name: pages ? 'first page' : 'typical', values: values(null) };
    return pages ? [first, { name: 'deep page', values: values(null, deep) }] : [first];
  }
  return distinct(sets).slice(0, mostSets);
}

/** The first of those that say the same. */
function distinct(sets: readonly AutoSet[]): AutoSet[] {
  const known = new Set<string>();
  return sets.filter(({ values }) => {
    const key = JSON.stringify(values);
    const fresh = !known.has(key);
    known.add(key);
    return fresh;
  });
}
