import type { AnyColumn, ColumnDeclaration, Refuse, ValueOf } from './ColumnDeclaration.ts';
import { checkShare } from './nullable.ts';

export interface JsonColumn<Value = unknown> extends ColumnDeclaration<Value> {
  readonly kind: 'json';
  readonly fields: Readonly<Record<string, Field>>;
  readonly shape: ((fields: never) => unknown) | null;
}

type Field = AnyColumn | OptionalField;

/** A field that a share of the objects lacks. Stands in json only. */
export interface OptionalField<Value = unknown> {
  /** Share of objects without the field, 0 to 1. */
  readonly missing: number;
  readonly column: ColumnDeclaration<Value>;
}

type FieldValue<F> = F extends OptionalField<infer Value> ? Value | undefined : ValueOf<F>;
type Fields<C> = { -readonly [K in keyof C]: FieldValue<C[K]> };

/** A field of json that a share of the objects lacks: `json({ coupon: optional(0.9, template('C{n}')) })`. */
export function optional<Value>(missing: number, column: ColumnDeclaration<Value>): OptionalField<Value> {
  return { missing, column };
}

/** An object whose fields are columns, or what `shape` makes of them; for json, jsonb and text columns. */
export function json<C extends Readonly<Record<string, Field>>>(fields: C): JsonColumn<Fields<C>>;
export function json<C extends Readonly<Record<string, Field>>, Value>(
  fields: C,
  shape: (fields: Fields<C>) => Value,
): JsonColumn<Value>;
export function json(
  fields: Readonly<Record<string, Field>>,
  shape: ((fields: never) => unknown) | null = null,
): JsonColumn {
  return { kind: 'json', fields, shape };
}

export function checkJson(
  { fields }: JsonColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  for (const field of Object.values(fields)) {
    if (isOptional(field)) {
      checkShare(field.missing, refuse);
      checkInner(field.column);
    } else checkInner(field);
  }
}

export function isOptional(field: Field): field is OptionalField {
  return typeof field === 'object' && field !== null && 'missing' in field;
}
