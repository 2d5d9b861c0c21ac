import type { AnyColumn, ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { constant } from './constant.ts';
import { checkShare } from './nullable.ts';

export interface BackfilledColumn<Value = unknown> extends ColumnDeclaration<Value> {
  readonly kind: 'backfilled';
  readonly done: number;
  readonly spread: boolean;
  readonly column: AnyColumn;
  readonly before: AnyColumn;
}

/**
 * A column whose backfill has stopped half-way: a share of the rows, from the first on, has the new value and
 * the rest what was there before: `backfilled(0.6, derived(({ total }) => total * 100))`.
 */
export function backfilled<Value, Old = null>(
  done: number,
  column: ColumnDeclaration<Value>,
  options: {
    /** What rows have that were not reached; default NULL. */
    before?: ColumnDeclaration<Old>;
    /** Rows anywhere in the table are done, as by an application that fills them when it writes; default false. */
    spread?: boolean;
  } = {},
): BackfilledColumn<Value | Old> {
  return { kind: 'backfilled', before: constant(null), spread: false, ...options, done, column };
}

export function checkBackfilled(
  { done, column, before }: BackfilledColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  checkShare(done, refuse);
  checkInner(column);
  checkInner(before);
}
