import type { ColumnDeclaration } from './ColumnDeclaration.ts';

export interface ConstantColumn<Value = unknown> extends ColumnDeclaration<Value> {
  readonly kind: 'constant';
  readonly constant: Value;
}

/** The same value in every row; null too. */
export function constant<const Value>(value: Value): ConstantColumn<Value> {
  return { kind: 'constant', constant: value };
}
