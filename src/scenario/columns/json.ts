import type { AnyColumn, ColumnDeclaration, Refuse, ValueOf } from './ColumnDeclaration.ts';

export interface JsonColumn<Value = unknown> extends ColumnDeclaration<Value> {
  readonly kind: 'json';
  readonly fields: Readonly<Record<string, AnyColumn>>;
  readonly shape: ((fields: never) => unknown) | null;
}

type Fields<C> = { -readonly [K in keyof C]: ValueOf<C[K]> };

/** An object whose fields are columns, or what `shape` makes of them; for json, jsonb and text columns. */
export function json<C extends Readonly<Record<string, AnyColumn>>>(fields: C): JsonColumn<Fields<C>>;
export function json<C extends Readonly<Record<string, AnyColumn>>, Value>(
  fields: C,
  shape: (fields: Fields<C>) => Value,
): JsonColumn<Value>;
export function json(
  fields: Readonly<Record<string, AnyColumn>>,
  shape: ((fields: never) => unknown) | null = null,
): JsonColumn {
  return { kind: 'json', fields, shape };
}

export function checkJson(
  { fields }: JsonColumn,
  _refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  for (const field of Object.values(fields)) checkInner(field);
}
