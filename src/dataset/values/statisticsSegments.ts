import type { ColumnStatistics } from '../../scenario/columns/fromStatistics.ts';
import type { Key } from '../random/Key.ts';
import { startOfEven } from '../random/Masses.ts';
import { Permutation } from '../random/Permutation.ts';
import type { Segment } from '../random/segmentedMasses.ts';
import { compared } from './compared.ts';
import { type Histogram, histogramOf } from './histogram.ts';

/** The values that statistics describe, in their order, and the rows of each. */
export interface DescribedSegment extends Segment {
  /** The number of a common value, in the order of the frequencies; null: others. */
  readonly common: number | null;
  /** Of the first other value. */
  readonly other: number;
}

export interface Described {
  readonly segments: readonly DescribedSegment[];
  /** How many different values there are. */
  readonly size: number;
  readonly histogram: Histogram | null;
}

/**
 * Shares made whole numbers of rows: common values by their frequencies, others evenly, or evenly over the
 * histogram's buckets.
 *
 * @param present the rows that are not NULL
 * @param total all rows, which negative numbers of distinct values are shares of
 */
export function statisticsSegments(
  statistics: ColumnStatistics,
  present: number,
  total: number,
  key: Key,
): Described {
  const { distinct, mostCommonFrequencies: frequencies = [], histogramBounds: bounds } = statistics;
  const wanted = Math.min(present, Math.max(1, distinct < 0 ? Math.round(-distinct * total) : distinct));
  const common = commonRows(frequencies.slice(0, wanted), present, total, wanted);
  const left = present - common.reduce((sum, rows) => sum + rows, 0);
  const histogram =
    bounds && left > 0
      ? histogramOf(bounds, statistics.mostCommonValues ?? [], wanted - common.length, left)
      : null;
  const buckets = histogram?.buckets ?? [{ size: wanted - common.length, rows: left }];
  const others = buckets.reduce((sum, { size }) => sum + size, 0);
  const places = placesOf(statistics, common.length, others, histogram, key);

  const segments: DescribedSegment[] = [];
  let first = 0;
  let next = 0;
  for (const [index, { size, rows }] of buckets.entries()) {
    let done = 0;
    const upTo = (value: number) => {
      if (value <= done) return;
      const share = startOfEven(value, size, rows) - startOfEven(done, size, rows);
      segments.push({ size: value - done, rows: share, common: null, other: first + done });
      done = value;
    };
    const last = index === buckets.length - 1;
    for (; next < places.length && (last || places[next]!.before < first + size); next++) {
      const { of, before } = places[next]!;
      upTo(Math.min(size, before - first));
      segments.push({ size: 1, rows: common[of]!, common: of, other: first + done });
    }
    upTo(size);
    first += size;
  }
  return { segments, size: others + common.length, histogram };
}

/** Whole numbers of rows of the common values, which leave one for each other value, and none where there are no others. */
function commonRows(
  frequencies: readonly number[],
  present: number,
  total: number,
  distinct: number,
): number[] {
  if (frequencies.length === 0) return [];
  const others = distinct - frequencies.length;
  const sum = frequencies.reduce((all, frequency) => all + frequency, 0);
  const most = present - others;
  const wanted = others === 0 ? present : Math.min(most, Math.round(sum * total));
  const scale = Math.max(wanted, frequencies.length) / sum;
  let [before, cumulative] = [0, 0];
  const rows = frequencies.map((frequency) => {
    cumulative += frequency;
    const count = Math.round(cumulative * scale) - before;
    before += count;
    return count;
  });
  // Rounding may leave a rare one without a row: the most common one gives it one of its own.
  for (const [i, count] of rows.entries())
    if (count === 0) {
      rows[i] = 1;
      rows[0]!--;
    }
  return rows;
}

interface Place {
  of: number;
  /** How many other values stand before it. */
  before: number;
}

/** Where the common values stand among the others: by value where values are known, else anywhere. */
function placesOf(
  { mostCommonValues: values }: ColumnStatistics,
  count: number,
  others: number,
  histogram: Histogram | null,
  key: Key,
): Place[] {
  const numbers = Array.from({ length: count }, (_, of) => of);
  if (values !== undefined && (histogram !== null || others === 0)) {
    const sorted = numbers.sort((a, b) => compared(values[a], values[b]));
    return sorted.map((of) => ({ of, before: histogram?.before(values[of]) ?? 0 }));
  }
  const permutation = new Permutation(others + count, key);
  return numbers
    .map((of) => ({ of, place: permutation.at(of) }))
    .sort((a, b) => a.place - b.place)
    .map(({ of, place }, i) => ({ of, before: place - i }));
}
