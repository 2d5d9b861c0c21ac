import type { AnyColumn, ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { checkCorrelation } from './Correlated.ts';

export interface PlacedColumn<Value = unknown> extends ColumnDeclaration<Value> {
  readonly kind: 'placed';
  readonly correlation: number;
  readonly column: ColumnDeclaration<Value>;
}

/**
 * The values of a column in another order of the rows: one that ascends from row to row, such as
 * `template('{n:9}')` or a derived column, gets this correlation: 1 in order, 0 shuffled, −1 in reverse.
 */
export function placed<Value>(correlation: number, column: ColumnDeclaration<Value>): PlacedColumn<Value> {
  return { kind: 'placed', correlation, column };
}

export function checkPlaced(
  declaration: PlacedColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  if (typeof declaration.correlation !== 'number')
    refuse('correlation', 'a correlation from -1 to 1', declaration.correlation);
  checkCorrelation(declaration, refuse);
  checkInner(declaration.column);
}
