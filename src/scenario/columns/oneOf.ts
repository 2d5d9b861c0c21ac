import type { ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { type Correlated, checkCorrelation } from './Correlated.ts';

export interface OneOfColumn<Value = unknown> extends ColumnDeclaration<Value>, Correlated {
  readonly kind: 'oneOf';
  readonly values: readonly Value[];
  /** One for each value; in any unit. */
  readonly weights: readonly number[];
}

/**
 * One of some values: `oneOf({ paid: 90, pending: 8 })`, `oneOf(['a', 'b'])`, `oneOf([1, null], [9, 1])`.
 * With a correlation each value comes exactly by its weight; texts are ordered as the C collation does.
 */
export function oneOf<const Value extends string>(
  weights: Readonly<Record<Value, number>>,
  options?: Correlated,
): OneOfColumn<Value>;
export function oneOf<const Value>(
  values: readonly Value[],
  weights?: readonly number[],
  options?: Correlated,
): OneOfColumn<Value>;
export function oneOf(
  choice: readonly unknown[] | Readonly<Record<string, number>>,
  second?: readonly number[] | Correlated,
  third: Correlated = {},
): OneOfColumn {
  if (!isList(choice))
    return {
      kind: 'oneOf',
      values: Object.keys(choice),
      weights: Object.values(choice),
      ...(second as Correlated),
    };
  const weights = (second as readonly number[] | undefined) ?? choice.map(() => 1);
  return { kind: 'oneOf', values: choice, weights, ...third };
}

function isList(choice: unknown): choice is readonly unknown[] {
  return Array.isArray(choice);
}

export function checkOneOf(column: OneOfColumn, refuse: Refuse): void {
  const { values, weights } = column;
  checkCorrelation(column, refuse);
  if (column.correlation && values.some((value) => (value ?? null) === null))
    refuse('correlation', 'values other than NULL beside a correlation (wrap it in nullable)', null);
  if (values.length === 0) refuse('choice', 'at least one value', 'none');
  if (weights.length !== values.length)
    refuse('weights', `a weight for each of the ${values.length} values`, weights.length);
  checkWeights(weights, refuse);
}

export function checkWeights(weights: readonly number[], refuse: Refuse): void {
  for (const weight of weights)
    if (!(weight >= 0 && Number.isFinite(weight))) refuse('weights', 'weights of 0 or more', weight);
  if (!weights.some((weight) => weight > 0)) refuse('weights', 'a sum of weights above 0', 0);
}
