import type { AnyColumn, ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { checkAtOnce } from './derived.ts';

export interface WhenColumn<Value = unknown> extends ColumnDeclaration<Value | null> {
  readonly kind: 'when';
  readonly holds: (row: never, n: number) => boolean;
  readonly column: ColumnDeclaration<Value>;
}

/**
 * The column's value in rows for which a condition on other columns of the row, by name, and the row's number from 1
 * holds, otherwise NULL: `when((row) => row.status === 'done', timestamps({ from: '-90 d' }))`.
 */
export function when<Value>(
  // biome-ignore lint/suspicious/noExplicitAny: among the columns themselves, their types are not known yet.
  holds: (row: Readonly<Record<string, any>>, n: number) => boolean,
  column: ColumnDeclaration<Value>,
): WhenColumn<Value> {
  return { kind: 'when', holds, column };
}

export function checkWhen(
  { holds, column }: WhenColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  if (typeof holds !== 'function') refuse('when', 'a condition on the row', typeof holds);
  checkAtOnce(holds, refuse);
  checkInner(column);
}
