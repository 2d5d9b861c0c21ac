import type { AnyColumn, ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';

export interface NullableColumn<Value = unknown> extends ColumnDeclaration<Value | null> {
  readonly kind: 'nullable';
  /** Share of NULL, 0 to 1. */
  readonly share: number;
  readonly column: ColumnDeclaration<Value>;
}

/** NULL in a share of the rows, otherwise the column's value. */
export function nullable<Value>(share: number, column: ColumnDeclaration<Value>): NullableColumn<Value> {
  return { kind: 'nullable', share, column };
}

export function checkNullable(
  { share, column }: NullableColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  checkShare(share, refuse);
  checkInner(column);
}

export function checkShare(share: number, refuse: Refuse): void {
  if (!(share >= 0 && share <= 1)) refuse('share', 'a share from 0 to 1', share);
}
