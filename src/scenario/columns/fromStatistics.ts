import type { AnyColumn, ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { type Correlated, checkCorrelation } from './Correlated.ts';
import { checkShare } from './nullable.ts';

/** What pg_stats says of a column; shares are of all rows, NULL included, as there. */
export interface ColumnStatistics<Value = unknown> extends Correlated {
  /** `null_frac`: share of NULL, 0 to 1; default 0. */
  readonly nullFraction?: number;
  /**
   * `n_distinct`: how many different values there are, NULL apart; negative: as a share of the rows, so that
   * −1 is a unique column. No more than there are rows.
   */
  readonly distinct: number;
  /** `most_common_freqs`: shares of the most common values. All other values share the rest evenly. */
  readonly mostCommonFrequencies?: readonly number[];
  /** `most_common_vals`, in the order of their frequencies; without them common values lie anywhere among the others. */
  readonly mostCommonValues?: readonly Value[];
  /** `histogram_bounds` of the other values, ascending: as many of them lie between each two. */
  readonly histogramBounds?: readonly Value[];
}

export interface StatisticsColumn<Value = unknown> extends ColumnDeclaration<Value | null> {
  readonly kind: 'statistics';
  readonly statistics: ColumnStatistics<Value>;
  readonly column: ColumnDeclaration<Value> | null;
}

/**
 * A column as statistics describe it: NULLs, distinct values and the rows of each common one come in exact
 * numbers. The values are those that the statistics name; others are interpolated between the histogram's
 * bounds, or are those of `values`, a column that gives another value in every row, in ascending order where
 * the correlation matters: `sequence()`, `template('customer-{n:8}')`, `references(customers, 'id', { once:
 * true, correlation: 1 })`.
 */
export function fromStatistics<Value>(
  statistics: ColumnStatistics<Value>,
  values: ColumnDeclaration<Value>,
): StatisticsColumn<Value>;
export function fromStatistics<Value extends string | number | boolean | Date>(
  statistics: ColumnStatistics<Value> &
    ({ readonly histogramBounds: readonly Value[] } | { readonly mostCommonValues: readonly Value[] }),
): StatisticsColumn<Value>;
export function fromStatistics(
  statistics: ColumnStatistics,
  values: AnyColumn | null = null,
): StatisticsColumn {
  return { kind: 'statistics', statistics, column: values };
}

export function checkStatistics(
  { statistics, column }: StatisticsColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  const { nullFraction = 0, distinct, mostCommonFrequencies: frequencies = [] } = statistics;
  const { mostCommonValues: common, histogramBounds: bounds } = statistics;
  checkCorrelation(statistics, refuse);
  checkShare(nullFraction, refuse);
  if (!((distinct >= 0 && Number.isInteger(distinct)) || (distinct >= -1 && distinct < 0)))
    refuse('distinct', 'a number of distinct values, or a share of the rows from -1 to 0', distinct);
  if (distinct === 0 && nullFraction < 1) refuse('distinct', 'at least one distinct value', distinct);
  let sum = nullFraction;
  for (const frequency of frequencies) {
    if (!(frequency > 0 && frequency <= 1)) refuse('weights', 'frequencies above 0, at most 1', frequency);
    sum += frequency;
  }
  // The server keeps frequencies as float4.
  if (sum > 1.0001) refuse('weights', 'frequencies that sum to at most 1 with the null fraction', sum);
  if (distinct > 0 && frequencies.length > distinct)
    refuse('distinct', `at least ${frequencies.length} distinct values, one for each frequency`, distinct);
  if (common !== undefined && common.length !== frequencies.length)
    refuse('weights', `a frequency for each of the ${common.length} most common values`, frequencies.length);
  if (bounds !== undefined) {
    checkHistogram(bounds, refuse);
    if (column !== null) refuse('statistics', 'either histogramBounds or a column of values', 'both');
    if (frequencies.length > 0 && common === undefined)
      refuse('statistics', 'mostCommonValues beside histogramBounds', 'none');
  }
  if (column !== null) checkInner(column);
  else if (bounds === undefined && (distinct < 0 || distinct > (common?.length ?? 0)))
    refuse('statistics', 'a column for the values that the statistics do not name', 'none');
}

function checkHistogram(bounds: readonly unknown[], refuse: Refuse): void {
  if (bounds.length < 2) refuse('histogram', 'at least two bounds', bounds.length);
  const type = typeOf(bounds[0]);
  for (const [i, bound] of bounds.entries()) {
    if (typeOf(bound) !== type || !['number', 'string', 'Date'].includes(type))
      refuse('histogram', 'numbers, dates or texts as bounds', bound);
    // Texts are ordered by the server's collation.
    if (i > 0 && type !== 'string' && !((bounds[i - 1] as number) <= (bound as number)))
      refuse('histogram', 'bounds in ascending order', bound);
  }
}

function typeOf(value: unknown): string {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid' : 'Date';
  return Number.isNaN(value) ? 'invalid' : typeof value;
}
