import type { AnyColumn, ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';

export interface WithinColumn<Value = unknown> extends ColumnDeclaration<Value> {
  readonly kind: 'within';
  readonly reference: string;
  readonly column: ColumnDeclaration<Value>;
}

/**
 * Numbered anew for each parent: the first child has the first value of the column, the second the second.
 * With a column that gives another value in every row, the pair is unique: `order_id: references(orders,
 * 'id', { fanOut: { 1: 60, 2: 40 }, correlation: 1 }), line_no: within('order_id', sequence())`.
 *
 * @param reference the name of a reference of this table that has fanOut or correlation
 */
export function within<Value>(reference: string, column: ColumnDeclaration<Value>): WithinColumn<Value> {
  return { kind: 'within', reference, column };
}

export function checkWithin(
  { reference, column }: WithinColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  if (typeof reference !== 'string') refuse('within', 'the name of a reference', reference);
  checkInner(column);
}
