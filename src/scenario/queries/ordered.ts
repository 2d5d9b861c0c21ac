import { describe } from '../checking/problems.ts';
import { didYouMean } from '../nearest.ts';
import type { ParameterValue, ParameterValues } from '../Scenario.ts';

/** What the parameters of a query are called. */
export interface Signature {
  /** Of $1, $2, … in order; null where it names none. */
  names: readonly string[] | null;
  count: number;
}

/** The parameter that is the scenario's now where no set says otherwise. */
export const nowName = 'now';

/** Values in the order of $1, $2, …, or why they do not fit. */
export function ordered(
  values: ParameterValues,
  signature: Signature,
): { values: readonly ParameterValue[] } | { fault: string } {
  const { names, count } = signature;
  if (isList(values)) {
    const wanted = wantedOf(names);
    if (wanted.length > 1) return { fault: misfit(signature, 'a list') };
    if (wanted.length === 1 && values.length === 1) return ordered({ [wanted[0]!]: values[0]! }, signature);
    return values.length === count && names === null
      ? { values }
      : { fault: misfit(signature, values.length) };
  }
  if (names === null) return { fault: misfit(signature, describe(values)) };
  const unknown = Object.keys(values).filter((name) => !names.includes(name));
  const missing = wantedOf(names).filter((name) => !Object.hasOwn(values, name));
  if (unknown.length > 0) {
    const meant = didYouMean(unknown[0]!, missing.length > 0 ? missing : names);
    return { fault: `expected ${spelled(signature)}, found ${unknown.join(', ')}${meant && `.${meant}`}` };
  }
  if (missing.length > 0)
    return {
      fault: `expected ${spelled(signature)}, found ${describe(values)} (${missing.map((name) => `:${name}`).join(', ')} missing)`,
    };
  return { values: names.map((name) => (Object.hasOwn(values, name) ? values[name]! : '$now')) };
}

/** What a set does not fit. @param found what it is, or how many values it has */
export function misfit(signature: Signature, found: number | string): string {
  const { names, count } = signature;
  if (count === 0) {
    const many = typeof found === 'number' ? `${found} (${found} too many)` : found;
    return `expected no values, because the query has no parameters, found ${many}`;
  }
  if (names !== null && wantedOf(names).length !== 1)
    return `expected an object with ${spelled(signature)}, found ${typeof found === 'number' ? `a list of ${found}` : found}`;
  const wanted = names === null ? count : 1;
  const expected = `${wanted === 1 ? '1 value' : `${wanted} values`} for ${spelled(signature)}`;
  if (typeof found === 'string') return `expected ${expected}, found ${found}`;
  const missing = Array.from({ length: Math.max(0, wanted - found) }, (_, i) => `$${found + 1 + i}`);
  const difference =
    found < wanted
      ? `${names === null ? missing.join(', ') : spelled(signature)} missing`
      : `${found - wanted} too many`;
  return `expected ${expected}, found ${found} (${difference})`;
}

/** `$1`, `$1 to $3`, `:customer_id and :status`. */
export function spelled({ names, count }: Signature): string {
  if (names === null) return count === 1 ? '$1' : `$1 to $${count}`;
  const wanted = wantedOf(names);
  const marked = (wanted.length > 0 ? wanted : names).map((name) => `:${name}`);
  return [marked.slice(0, -1).join(', '), marked.at(-1)].filter(Boolean).join(' and ');
}

/** The names that need a value. */
export function wantedOf(names: readonly string[] | null): string[] {
  return (names ?? []).filter((name) => name !== nowName);
}

function isList(values: ParameterValues): values is readonly ParameterValue[] {
  return Array.isArray(values);
}
