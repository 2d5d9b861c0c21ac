import { PgrehearseError } from '../../errors.ts';
import { type FanOut, isHistogram, type ReferencesColumn } from '../../scenario/columns/references.ts';
import { formatCount } from '../../units.ts';
import { arrangement } from '../random/arrangement.ts';
import { fanOutCounts } from '../random/fanOutCounts.ts';
import { type Key, keyOf } from '../random/Key.ts';
import { evenMasses, type Masses } from '../random/Masses.ts';
import { Permutation } from '../random/Permutation.ts';
import type { Placement, Way } from '../random/Placement.ts';
import { massesOf, zipfCounts } from '../random/skewedMasses.ts';
import { readValue } from './readValue.ts';
import type { SourceContext } from './ValueSource.ts';
import { batchRows } from './Vector.ts';

/** Children counted for each parent, in the order of the parents' rows, and which of them each row is. */
export interface CountedChildren {
  readonly masses: Masses;
  /** From a row to its place among all children, which stand in the order of their parents. */
  readonly place: Placement;
  /** The row that has a place. */
  readonly rowAt: Placement;
}

/**
 * Four bytes for each parent, shared by all columns that follow the same reference.
 *
 * @param name of the column that decides
 */
export function countedChildren(
  column: ReferencesColumn,
  name: string,
  parents: number,
  key: Key,
  context: SourceContext,
): CountedChildren {
  const { dictionaries } = context.world;
  const cached = dictionaries.get(column) ?? new Map<string, readonly unknown[]>();
  dictionaries.set(column, cached);
  const identity = [...key, context.rows, parents].join();
  const found = cached.get(identity)?.[0] as CountedChildren | undefined;
  if (found !== undefined) return found;
  const masses = massesOfParents(column, name, parents, key, context.named(name));
  const { total, ties } = masses;
  const arranged = (way: Way) =>
    arrangement(total, ties, column.correlation ?? 0, keyOf(...key, 'place'), way);
  const counted = { masses, place: arranged('forth'), rowAt: arranged('back') };
  cached.set(identity, [counted]);
  return counted;
}

function massesOfParents(
  column: ReferencesColumn,
  name: string,
  parents: number,
  key: Key,
  context: SourceContext,
): Masses {
  const { fanOut, skew, childless } = column;
  const { rows } = context;
  const permutation = new Permutation(parents, keyOf(...key, 'rows'));
  if (fanOut !== null && isHistogram(fanOut)) {
    const histogram = Object.entries(fanOut).map(([count, weight]) => [Number(count), weight] as const);
    checkTotal(histogram, name, parents, context);
    const counts = fanOutCounts(histogram, parents, rows);
    return massesOf(parents, (parent) => counts(permutation.inverse(parent)));
  }
  if (fanOut !== null) return shaped(fanOut, name, parents, context);
  const referenced = Math.min(rows, Math.max(1, Math.round(parents * (1 - childless))));
  if (skew === 'uniform' && childless === 0) return evenMasses(parents, rows);
  const counts = skew === 'uniform' ? null : zipfCounts(referenced, rows, skew.exponent);
  const even = evenMasses(referenced, rows);
  return massesOf(parents, (parent) => {
    const rank = permutation.inverse(parent);
    if (rank >= referenced) return 0;
    return counts
      ? counts[rank]!
      : (rank + 1 < referenced ? even.startOf(rank + 1) : rows) - even.startOf(rank);
  });
}

/** The drawn numbers are only a shape: they are scaled so that the children add up. */
function shaped(
  fanOut: Exclude<FanOut, Readonly<Record<number, number>>>,
  name: string,
  parents: number,
  context: SourceContext,
): Masses {
  const { context: elsewhere, sources } = context.elsewhere(parents);
  const source = elsewhere.inner(fanOut, 'fanOut');
  const cumulative = new Float64Array(parents);
  const rows = new Int32Array(batchRows);
  let sum = 0;
  for (let first = 0; first < parents; first += batchRows) {
    const count = Math.min(batchRows, parents - first);
    for (let i = 0; i < count; i++) rows[i] = first + i;
    sources.begin(rows, count);
    source.fill(rows, count);
    for (let i = 0; i < count; i++) {
      sum += Math.max(0, Number(readValue(source.vector, i)) || 0);
      cumulative[first + i] = sum;
    }
  }
  if (sum === 0)
    throw new PgrehearseError(
      'data/fan-out',
      `column ${name} of table ${context.table.name}: its fan-out gives no parent a child`,
      { hint: 'Give a column of numbers, some of them above 0.' },
    );
  const scale = context.rows / sum;
  let before = 0;
  return massesOf(parents, (parent) => {
    const until = parent === parents - 1 ? context.rows : Math.round(cumulative[parent]! * scale);
    const count = until - before;
    before = until;
    return count;
  });
}

function checkTotal(
  histogram: readonly (readonly [number, number])[],
  name: string,
  parents: number,
  { table, rows }: SourceContext,
): void {
  const weights = histogram.reduce((sum, [, weight]) => sum + weight, 0);
  const mean = histogram.reduce((sum, [count, weight]) => sum + count * weight, 0) / weights;
  const expected = mean * parents;
  // Row counts are rounded when they are scaled.
  if (Math.abs(rows - expected) <= expected * 0.1 + mean + 1) return;
  throw new PgrehearseError(
    'data/fan-out',
    `column ${name} of table ${table.name}: expected about ${formatCount(Math.round(expected))} rows, found ${formatCount(rows)}`,
    {
      detail: `Its fan-out gives ${formatCount(parents)} parents ${mean.toFixed(2)} children each on average.`,
      source: `the declaration of ${table.name}`,
      hint: 'Declare that many rows, within a tenth, or another fan-out.',
    },
  );
}
