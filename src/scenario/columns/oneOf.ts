import type { ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';

export interface OneOfColumn<Value = unknown> extends ColumnDeclaration<Value> {
  readonly kind: 'oneOf';
  readonly values: readonly Value[];
  /** One for each value; in any unit. */
  readonly weights: readonly number[];
}

/** One of some values: `oneOf({ paid: 90, pending: 8 })`, `oneOf(['a', 'b'])`, `oneOf([1, null], [9, 1])`. */
export function oneOf<const Value extends string>(
  weights: Readonly<Record<Value, number>>,
): OneOfColumn<Value>;
export function oneOf<const Value>(values: readonly Value[], weights?: readonly number[]): OneOfColumn<Value>;
export function oneOf(
  choice: readonly unknown[] | Readonly<Record<string, number>>,
  weights?: readonly number[],
): OneOfColumn {
  if (isList(choice)) return { kind: 'oneOf', values: choice, weights: weights ?? choice.map(() => 1) };
  return { kind: 'oneOf', values: Object.keys(choice), weights: Object.values(choice) };
}

function isList(choice: unknown): choice is readonly unknown[] {
  return Array.isArray(choice);
}

export function checkOneOf({ values, weights }: OneOfColumn, refuse: Refuse): void {
  if (values.length === 0) refuse('choice', 'at least one value', 'none');
  if (weights.length !== values.length)
    refuse('weights', `a weight for each of the ${values.length} values`, weights.length);
  for (const weight of weights)
    if (!(weight >= 0 && Number.isFinite(weight))) refuse('weights', 'weights of 0 or more', weight);
  if (!weights.some((weight) => weight > 0)) refuse('weights', 'a sum of weights above 0', 0);
}
