import { z } from 'zod';
import type { ParameterSet, ParameterValues } from '../Scenario.ts';
import { expecting, recordOf } from './fields.ts';

const scalar = (value: unknown) =>
  value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
const literal = (value: unknown) => scalar(value) || (Array.isArray(value) && value.every(scalar));

/** Literals in a list, or in an object by the parameters' names. */
export function isParameterValues(value: unknown): value is ParameterValues {
  if (Array.isArray(value)) return value.every(literal);
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(literal);
}

const values = `a list of values for $1, $2, … or an object of values by name (texts, numbers, booleans, null, or lists of them), { sql: 'select …' }`;

function isSet(value: unknown): boolean {
  if (typeof value === 'function') return true;
  if (!isParameterValues(value)) return false;
  if (Object.keys(value).join() !== 'sql') return true;
  const { sql } = value as { sql: unknown };
  return typeof sql === 'string' && sql.trim() !== '';
}

const loadSet = expecting<Exclude<ParameterSet, 'auto'>>(`${values} or a function of the row counts`, isSet);
const parameterSet = expecting<ParameterSet>(
  `${values}, a function of the row counts, or 'auto'`,
  (value) => value === 'auto' || isSet(value),
);

/** Of traffic, by the name of the set. */
export const loadParameters = recordOf(loadSet, 'an object with a list of values for each set');
const parameters = recordOf(parameterSet, 'an object with a list of values for each set');

/** Which of both it is shows in the value, so that an error in a set names its own field. */
export const queryParameters = z
  .unknown()
  .transform((value, context): 'auto' | z.output<typeof parameters> => {
    if (value === 'auto') return value;
    const result = parameters.safeParse(value);
    const issues = typeof value === 'string' ? [] : (result.error?.issues ?? []);
    if (typeof value === 'string')
      context.addIssue({
        code: 'custom',
        message: `'auto', or an object with a list of values for each set`,
      });
    for (const issue of issues) context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue);
    return result.data ?? {};
  });
