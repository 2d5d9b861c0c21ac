import { type Bounded, checkBounds } from './Bounded.ts';
import type { ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { type Correlated, checkCorrelation } from './Correlated.ts';
import { checkDecimals } from './Decimals.ts';

export interface LognormalColumn extends ColumnDeclaration<number>, Correlated, Bounded {
  readonly kind: 'lognormal';
  readonly median: number;
  readonly sigma: number;
  readonly decimals: number | null;
}

/** Amounts and sizes: half below `median`, a long tail above, of the logarithm's deviation `sigma` (0.5 narrow, 2 wide). */
export function lognormal(
  median: number,
  sigma: number,
  options: { decimals?: number | null } & Correlated & Bounded = {},
): LognormalColumn {
  return { kind: 'lognormal', median, sigma, decimals: 0, ...options };
}

export function checkLognormal(column: LognormalColumn, refuse: Refuse): void {
  checkCorrelation(column, refuse);
  checkDecimals(column.decimals, refuse);
  checkBounds(column, refuse);
  if (!(column.median > 0 && Number.isFinite(column.median)))
    refuse('median', 'a median above 0', column.median);
  if (!(column.sigma > 0 && column.sigma <= 10)) refuse('sigma', 'a sigma above 0, at most 10', column.sigma);
}
