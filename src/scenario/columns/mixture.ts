import type { AnyColumn, ColumnDeclaration, Refuse, ValueOf } from './ColumnDeclaration.ts';
import { checkWeights } from './oneOf.ts';

export interface MixtureColumn<Value = unknown> extends ColumnDeclaration<Value> {
  readonly kind: 'mixture';
  readonly weights: readonly number[];
  readonly columns: readonly AnyColumn[];
}

/** Each row takes its value from one of several columns, by weight: `mixture([[95, uniform(1, 9)], [5, constant(0)]])`. */
export function mixture<const P extends readonly (readonly [weight: number, column: AnyColumn])[]>(
  parts: P,
): MixtureColumn<ValueOf<P[number][1]>> {
  return {
    kind: 'mixture',
    weights: parts.map(([weight]) => weight),
    columns: parts.map(([, column]) => column),
  };
}

export function checkMixture(
  { weights, columns }: MixtureColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  if (columns.length === 0) refuse('choice', 'at least one column', 'none');
  checkWeights(weights, refuse);
  for (const column of columns) checkInner(column);
}
