import type { ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { type Correlated, checkCorrelation } from './Correlated.ts';
import { checkShare } from './nullable.ts';

export interface BooleanColumn extends ColumnDeclaration<boolean>, Correlated {
  readonly kind: 'boolean';
  /** Share of true, 0 to 1. */
  readonly share: number;
}

export function boolean(share = 0.5, options: Correlated = {}): BooleanColumn {
  return { kind: 'boolean', share, ...options };
}

export function checkBoolean(column: BooleanColumn, refuse: Refuse): void {
  checkShare(column.share, refuse);
  checkCorrelation(column, refuse);
}
