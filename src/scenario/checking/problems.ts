import type { z } from 'zod';
import { didYouMean } from '../nearest.ts';

/** What is wrong with one field. */
export interface Problem {
  /** As an author would write it: `budgets.hold.AccessExclusiveLock`, `data[0].rows`. */
  field: string;
  /** The rest of the sentence: what was expected and what was found. */
  fault: string;
}

/** For `ctx.addIssue`: a fault that says all there is to say. */
export function whole(message: string, path: PropertyKey[] = []) {
  return { code: 'custom' as const, message, path, params: { whole: true } };
}

/** Zod's issues as problems; `value` is what was checked. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], value: unknown): Problem[] {
  return issues.flatMap((issue) => problemOf(issue, value));
}

function problemOf(issue: z.core.$ZodIssue, value: unknown): Problem[] {
  const field = fieldPath(issue.path);
  const found = valueAt(value, issue.path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = issue.message.split(', ');
      return issue.keys.map((key) => ({
        field: fieldPath([...issue.path, key]),
        fault: `unknown field; expected ${list(known)}.${didYouMean(key, known)}`.replace(/\.$/, ''),
      }));
    }
    case 'invalid_key': {
      const inner = issue.issues[0];
      const known = inner?.code === 'invalid_value' ? inner.values.map(String) : [];
      const key = String(issue.path.at(-1));
      return [
        { field, fault: expectation(inner?.message ?? 'another name', `'${key}'`, didYouMean(key, known)) },
      ];
    }
    case 'invalid_value': {
      const meant = typeof found === 'string' ? didYouMean(found, issue.values.map(String)) : '';
      return [{ field, fault: expectation(issue.message, describe(found), meant) }];
    }
    case 'custom':
      if (issue.params?.['whole']) return [{ field, fault: issue.message }];
  }
  return [{ field, fault: expectation(issue.message, describe(found)) }];
}

function expectation(expected: string, found: string, meant = ''): string {
  return `expected ${expected}, found ${found}${meant === '' ? '' : `.${meant}`}`;
}

function list(names: readonly string[]): string {
  return names.length === 1 ? names[0]! : `one of ${names.join(', ')}`;
}

/** `data[0].rows`, `budgets.relations['public.orders'].stall`. */
export function fieldPath(path: readonly PropertyKey[]): string {
  const parts = path.map((key) => {
    if (typeof key === 'number') return `[${key}]`;
    return /^[A-Za-z_$][\w$]*$/.test(String(key)) ? `.${String(key)}` : `['${String(key)}']`;
  });
  return parts.join('').replace(/^\./, '');
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | null | undefined)?.[key],
    value,
  );
}

/** A value in a few words, cut short. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `'${value.length > 60 ? `${value.slice(0, 60)}…` : value}'`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'function') return 'a function';
  if (value instanceof Date) return 'a Date';
  if (typeof value !== 'object' || value === null) return String(value);
  const names = Object.keys(value);
  return names.length === 0
    ? 'an empty object'
    : `{ ${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''} }`;
}
