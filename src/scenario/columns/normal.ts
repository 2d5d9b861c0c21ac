import { type Bounded, checkBounds } from './Bounded.ts';
import type { ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { type Correlated, checkCorrelation } from './Correlated.ts';
import { checkDecimals } from './Decimals.ts';

export interface NormalColumn extends ColumnDeclaration<number>, Correlated, Bounded {
  readonly kind: 'normal';
  readonly mean: number;
  readonly deviation: number;
  readonly decimals: number | null;
}

/** A bell curve around `mean`; integers unless `decimals` is given; cut at `min` and `max` without heaping there. */
export function normal(
  mean: number,
  deviation: number,
  options: { decimals?: number | null } & Correlated & Bounded = {},
): NormalColumn {
  return { kind: 'normal', mean, deviation, decimals: 0, ...options };
}

export function checkNormal(column: NormalColumn, refuse: Refuse): void {
  checkCorrelation(column, refuse);
  checkDecimals(column.decimals, refuse);
  checkBounds(column, refuse);
  if (!Number.isFinite(column.mean)) refuse('mean', 'a finite mean', column.mean);
  if (!(column.deviation > 0 && Number.isFinite(column.deviation)))
    refuse('deviation', 'a deviation above 0', column.deviation);
}
