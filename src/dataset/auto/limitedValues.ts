import type { CatalogColumn } from '../catalog/Catalog.ts';
import type { Bound, ColumnFacts } from './conditionFacts.ts';
import { typed } from './contentOf.ts';

/** Days before now that a date in a key with others lies in. */
const days = 730;
const mostNumbers = 1000;

/**
 * The values of a column that has few of them by its nature, for a key that other columns make unique with it; null where
 * it has many.
 *
 * @param now milliseconds since 1970
 */
export function limitedValues(
  { name, type }: CatalogColumn,
  facts: ColumnFacts,
  now: number,
): unknown[] | null {
  if (facts.choices !== null) return facts.choices.map((text) => typed(text, type));
  if (type.kind === 'enum') return type.labels;
  if (type.kind !== 'base') return null;
  if (type.base === 'bool') return [true, false];
  if (type.base === 'date')
    return count(days).map((i) => new Date(Math.floor(now / 86_400_000 - i) * 86_400_000));
  if (!/^int[248]$/.test(type.base)) return null;
  const [low, high] = [least(facts.min), -least(facts.max, -1)];
  if (high - low < mostNumbers) return count(high - low + 1).map((i) => low + i);
  if (
    /position|index|order|seq|number|version|ordinal|rank|step|level|line|priority|attempt|retry/i.test(name)
  )
    return count(mostNumbers).map((i) => i + (Number.isNaN(low) ? 1 : Math.max(1, low)));
  return null;
}

/** The least whole number within a bound, or, with the sign turned, minus the greatest. */
function least(bound: Bound | null, sign = 1): number {
  const value = sign * Number(bound?.value ?? Number.NaN);
  const whole = Math.ceil(value);
  return whole === value && bound !== null && !bound.inclusive ? whole + 1 : whole;
}

function count(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
