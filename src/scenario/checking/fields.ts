import { z } from 'zod';
import { lockModes } from '../../evidence/LockMode.ts';
import { durationNotation, parseDuration, parseSize, sizeNotation } from '../../units.ts';

/** The building blocks of all schemas. Each one's error is the end of the sentence "expected …". */

/** An object with these fields and no others. Its error for an unknown field lists the known ones. */
export function fields<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: ({ code }) => (code === 'unrecognized_keys' ? Object.keys(shape).join(', ') : 'an object'),
  });
}

export function expecting<T>(description: string, holds: (value: unknown) => boolean) {
  return z.custom<T>((value) => holds(value), { error: description });
}

export function listOf<T extends z.ZodType>(item: T, description = 'a list') {
  return z.array(item, { error: description });
}

export function recordOf<T extends z.ZodType>(value: T, description = 'an object') {
  return z.record(z.string(), value, { error: description });
}

export function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values, { error: `one of ${values.join(', ')}` });
}

export const text = expecting<string>('a text', (value) => typeof value === 'string' && value.trim() !== '');

export function matching(pattern: RegExp, description: string) {
  return expecting<string>(description, (value) => typeof value === 'string' && pattern.test(value));
}

export function numberFrom(least: number, description: string) {
  return expecting<number>(
    description,
    (value) => typeof value === 'number' && Number.isFinite(value) && value >= least,
  );
}

export function numberAbove(bound: number, description: string) {
  return expecting<number>(
    description,
    (value) => typeof value === 'number' && Number.isFinite(value) && value > bound,
  );
}

export const positiveInteger = expecting<number>(
  'a positive whole number',
  (value) => Number.isSafeInteger(value) && (value as number) > 0,
);

/** Milliseconds. */
export const duration = expecting(durationNotation, (value) => parseDuration(value) !== undefined).transform(
  (value) => parseDuration(value)!,
);

/** Bytes. */
export const size = expecting(sizeNotation, (value) => parseSize(value) !== undefined).transform(
  (value) => parseSize(value)!,
);

export const lockMode = oneOf(lockModes);

const identifier = '(?:[a-z_\\u0080-\\uffff][\\w$\\u0080-\\uffff]*|"(?:[^"]|"")+")';
const relationPattern = new RegExp(`^${identifier}\\.${identifier}$`);
export const relationNotation = `a schema-qualified relation such as 'public.orders'`;

/** As PostgreSQL prints it. */
export function isRelation(value: unknown): boolean {
  return typeof value === 'string' && relationPattern.test(value) && !/^[^"]*[A-Z][^"]*$/.test(value);
}
export const relation = expecting<string>(relationNotation, isRelation);

/** By schema-qualified relation. */
export function byRelation<T extends z.ZodType>(value: T) {
  return z.record(z.string().refine(isRelation, { error: relationNotation }), value, { error: 'an object' });
}
