import type { ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';

export interface DerivedColumn<Row = unknown, Value = unknown> extends ColumnDeclaration<Value> {
  readonly kind: 'derived';
  readonly derive: (row: never, n: number) => Value;
  /** Never set; carries the type of the row. */
  readonly row?: (row: Row) => void;
}

/**
 * A value made from other columns of the same row, by name, and the row's number from 1. Must not depend on
 * anything else. In the third argument of defineTable the row is typed.
 */
// biome-ignore lint/suspicious/noExplicitAny: among the columns themselves, their types are not known yet.
export function derived<Value, Row = Readonly<Record<string, any>>>(
  derive: (row: Row, n: number) => Value,
): DerivedColumn<Row, Value> {
  return { kind: 'derived', derive };
}

export function checkDerived({ derive }: DerivedColumn, refuse: Refuse): void {
  if (typeof derive !== 'function') refuse('derived', 'a function of the row', typeof derive);
  checkAtOnce(derive, refuse);
}

/** A promise is no value, and would be written as an empty object. */
export function checkAtOnce(given: (...values: never[]) => unknown, refuse: Refuse): void {
  if (given.constructor.name.startsWith('Async'))
    refuse('function', 'a function that gives its value at once', 'an async function');
}
