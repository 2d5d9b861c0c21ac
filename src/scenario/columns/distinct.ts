import type { AnyColumn, ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { type Correlated, checkCorrelation } from './Correlated.ts';
import { checkSkew, type Skew } from './zipf.ts';

export interface DistinctColumn<Value = unknown> extends ColumnDeclaration<Value>, Correlated {
  readonly kind: 'distinct';
  readonly count: number;
  readonly skew: Skew;
  readonly column: ColumnDeclaration<Value>;
}

/**
 * Exactly so many different values, each in one row at least: the first `count` values of a column that gives
 * another one in every row. `distinct(50_000, template('SKU-{n:6}'), { skew: zipf(1) })` has a heavy head and
 * a long tail. No more than there are rows.
 */
export function distinct<Value>(
  count: number,
  values: ColumnDeclaration<Value>,
  options: { skew?: Skew } & Correlated = {},
): DistinctColumn<Value> {
  return { kind: 'distinct', skew: 'uniform', ...options, count, column: values };
}

export function checkDistinct(
  declaration: DistinctColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  const { count, skew, column } = declaration;
  checkCorrelation(declaration, refuse);
  checkSkew(skew, refuse);
  if (!(Number.isInteger(count) && count > 0 && count < 2 ** 31))
    refuse('distinct', 'a positive number of distinct values', count);
  if (skew !== 'uniform' && count > 20_000_000)
    refuse('distinct', 'at most 20,000,000 distinct values that are skewed', count);
  checkInner(column);
}
