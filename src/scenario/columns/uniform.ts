import type { ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { type Correlated, checkCorrelation } from './Correlated.ts';
import { checkDecimals } from './Decimals.ts';

export interface UniformColumn extends ColumnDeclaration<number>, Correlated {
  readonly kind: 'uniform';
  readonly from: number;
  readonly to: number;
  /** Digits after the point; null: as many as a double has. */
  readonly decimals: number | null;
}

/** Numbers from `from` to `to`, both included, each as likely as the other; integers unless `decimals` is given. */
export function uniform(
  from: number,
  to: number,
  options: { decimals?: number | null } & Correlated = {},
): UniformColumn {
  return { kind: 'uniform', from, to, decimals: 0, ...options };
}

export function checkUniform(column: UniformColumn, refuse: Refuse): void {
  const { from, to, decimals } = column;
  checkCorrelation(column, refuse);
  checkDecimals(decimals, refuse);
  if (!(Number.isFinite(from) && Number.isFinite(to) && from <= to))
    refuse('range', 'finite bounds, the lower one first', `${from} to ${to}`);
  if (decimals === 0 && !(Number.isSafeInteger(from) && Number.isSafeInteger(to)))
    refuse('range', 'integers as bounds, or decimals', `${from} to ${to}`);
}
