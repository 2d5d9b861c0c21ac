import type { AnyColumn, ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { checkAtOnce } from './derived.ts';
import { checkShare } from './nullable.ts';

export interface AlteredColumn<Value = unknown> extends ColumnDeclaration<Value> {
  readonly kind: 'altered';
  readonly share: number;
  readonly change: (value: Value) => Value;
  readonly column: ColumnDeclaration<Value>;
}

/** Changes a share of the values, as dirt does: `altered(0.01, (email) => ` ${email}`, template('…'))`. */
export function altered<Value>(
  share: number,
  change: (value: NoInfer<Value>) => Widened<NoInfer<Value>>,
  column: ColumnDeclaration<Value>,
): AlteredColumn<Widened<Value>> {
  return { kind: 'altered', share, change, column } as AlteredColumn<Widened<Value>>;
}

/** A type of values that are listed, made that of all such values. */
type Widened<Value> = Value extends string ? string : Value extends number ? number : Value;

export function checkAltered(
  { share, change, column }: AlteredColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  checkShare(share, refuse);
  if (typeof change !== 'function') refuse('altered', 'a function of the value', typeof change);
  checkAtOnce(change, refuse);
  checkInner(column);
}
