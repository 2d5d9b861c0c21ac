import type { AnyColumn, ColumnDeclaration, Refuse, ValueOf } from './ColumnDeclaration.ts';
import { constant } from './constant.ts';

export interface GivenColumn<Value = unknown> extends ColumnDeclaration<Value> {
  readonly kind: 'given';
  readonly by: string;
  readonly branches: Readonly<Record<string, AnyColumn>>;
  readonly otherwise: AnyColumn;
}

/**
 * Depends on another column of the row: by its value, written as text, a column of its own; `otherwise`
 * (default NULL) for every other value. `given('country', { DE: oneOf(['Berlin', 'Hamburg']), FR: oneOf(['Paris']) })`,
 * `given('city', { Berlin: constant('DE'), Paris: constant('FR') })`. NULL is written `null`.
 */
export function given<const B extends Readonly<Record<string, AnyColumn>>>(
  column: string,
  branches: B,
): GivenColumn<ValueOf<B[keyof B]> | null>;
export function given<const B extends Readonly<Record<string, AnyColumn>>, const O extends AnyColumn>(
  column: string,
  branches: B,
  otherwise: O,
): GivenColumn<ValueOf<B[keyof B]> | ValueOf<O>>;
export function given(
  column: string,
  branches: Readonly<Record<string, AnyColumn>>,
  otherwise: AnyColumn = constant(null),
): GivenColumn {
  return { kind: 'given', by: column, branches, otherwise };
}

export function checkGiven(
  { by, branches, otherwise }: GivenColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  if (typeof by !== 'string') refuse('given', 'the name of another column', by);
  if (Object.keys(branches).length === 0) refuse('given', 'a column for at least one value', 'none');
  for (const branch of Object.values(branches)) checkInner(branch);
  checkInner(otherwise);
}
