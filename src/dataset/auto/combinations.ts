import type { CatalogColumn } from '../catalog/Catalog.ts';
import type { AutoTable } from './AutoTable.ts';
import type { Condition } from './Condition.ts';
import { noFacts } from './conditionFacts.ts';
import { typed } from './contentOf.ts';
import { isoText } from './moment.ts';
import { guessesAt } from './textContent.ts';

/** Combinations that the server is asked about at once. */
const most = 6_000;
/** Values of a single column that enter combinations with others. */
const mostOfOne = 24;

/**
 * Combinations of values that some columns may have, to be asked about: what the rows have now, NULL, the constants of
 * the conditions and what lies beside them. `fixed` are the columns that have few values by their nature.
 */
export function combinations(
  auto: AutoTable,
  conditions: readonly Condition[],
  names: readonly string[],
  rows: readonly Record<string, unknown>[],
): { candidates: Record<string, unknown>[]; fixed: ReadonlySet<string> } {
  const literals = [...new Set(conditions.flatMap((condition) => auto.facts.literals.get(condition) ?? []))];
  const fixed = new Set<string>();
  const columns = names.map((name) => {
    const column = auto.table.columns.find((one) => one.name === name)!;
    const bound = auto.digits.has(name) || auto.table.foreignKeys.some((key) => key.columns.includes(name));
    const few = bound ? null : fewValues(column, auto);
    if (few !== null) fixed.add(name);
    const now = distinct(rows.map((row) => row[name] ?? null));
    const limit = names.length === 1 ? 500 : mostOfOne;
    const constants = bound || few !== null ? [] : guesses(column, literals, auto);
    const values = auto.given.has(name) ? now : [...(few ?? now.slice(0, bound ? 6 : limit)), ...constants];
    const nulls = column.notNull || auto.given.has(name) ? [] : [null];
    const held = column.notNull ? values.filter((value) => value !== null) : values;
    return { name, values: distinct([...nulls, ...held]) };
  });
  // What rows have now may fit together already.
  const candidates = rows.map(
    (row): Record<string, unknown> => Object.fromEntries(names.map((name) => [name, row[name] ?? null])),
  );
  const total = columns.reduce((product, { values }) => product * values.length, 1);
  // A stride without a common factor walks through all combinations of a large product evenly.
  const count = Math.min(total, most);
  const stride = total <= most ? 1 : coprime(Math.floor(total * 0.618), total);
  for (let i = 0; i < count; i++) {
    let rest = (i * stride) % total;
    const row: Record<string, unknown> = Object.create(null);
    for (const { name, values } of columns) {
      row[name] = values[rest % values.length];
      rest = Math.floor(rest / values.length);
    }
    candidates.push(row);
  }
  return { candidates, fixed };
}

function fewValues({ name, type }: CatalogColumn, { facts }: AutoTable): unknown[] | null {
  const { choices } = facts.columns.get(name) ?? noFacts;
  if (choices !== null) return choices.map((value) => typed(value, type));
  if (type.kind === 'enum') return type.labels;
  return type.kind === 'base' && type.base === 'bool' ? [true, false] : null;
}

/** Values near the constants of a condition, of the column's type. */
function guesses({ name, type }: CatalogColumn, literals: readonly string[], auto: AutoTable): unknown[] {
  if (type.kind !== 'base') return type.kind === 'array' ? [[]] : [];
  if (/^(int[248]|numeric|float[48]|oid)$/.test(type.base)) {
    const numbers = literals.map(Number).filter((number) => Number.isFinite(number));
    return [0, 1, ...numbers.flatMap((number) => [number, number - 1, number + 1])];
  }
  if (/^(date|timestamp|timestamptz)$/.test(type.base))
    return literals.flatMap((text) => {
      const time = /^\d{4}-/.test(text) ? Date.parse(isoText(text)) : Number.NaN;
      return Number.isNaN(time) ? [] : [-86_400_000, 0, 86_400_000].map((more) => new Date(time + more));
    });
  if (!/^(text|varchar|bpchar|citext|name|bytea|json|jsonb)$/.test(type.base)) return [];
  if (/^jsonb?$/.test(type.base)) return [{}, [], ...objects(literals)];
  const lengths = literals
    .map(Number)
    .filter((number) => Number.isInteger(number) && number > 0 && number <= 512);
  const sized = lengths.flatMap((length) => [
    'x'.repeat(length),
    '0'.repeat(length),
    'A'.repeat(length),
    'x'.repeat(length - 1),
    'x'.repeat(length + 1),
  ]);
  const width = type.modifier < 4 ? Number.POSITIVE_INFINITY : type.modifier - 4;
  const own = literals.flatMap((text) => [text, text.replaceAll('%', 'a').replaceAll('_', 'b')]);
  const matching = (auto.facts.columns.get(name)?.patterns ?? []).flatMap(guessesAt);
  return [...matching, ...own, ...sized, ...usual].filter((text) => text.length <= width);
}

/** JSON that conditions ask for: an object with the keys they name. */
function objects(literals: readonly string[]): unknown[] {
  const keys = literals.filter((text) => /^\w{1,40}$/.test(text));
  return keys.length === 0
    ? []
    : [Object.fromEntries(keys.map((key) => [key, 1])), Object.fromEntries(keys.map((key) => [key, 'a']))];
}

/** Texts of the shapes that conditions on texts are about. */
const usual: readonly string[] = [
  'a',
  'ab',
  'abc',
  'example',
  'example-1',
  'example_1',
  'Example',
  'ABC',
  'AB',
  'ABC123',
  'A1',
  '1',
  '12',
  '123456',
  '+15551234567',
  'user@example.com',
  '@user@example.com',
  'example.com',
  'https://example.com/a',
  '/a',
  '#aabbcc',
  'aabbcc',
  'en',
  'en-US',
  'USD',
  '1.0.0',
  '12:00',
  '2024-01-01',
  '00000000-0000-4000-8000-000000000000',
  'd41d8cd98f00b204e9800998ecf8427e',
  'da39a3ee5e6b4b0d3255bfef95601890afd80709',
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '',
];

function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value ?? null), value ?? null])).values()];
}

function coprime(start: number, total: number): number {
  let candidate = Math.max(1, start);
  while (gcd(candidate, total) !== 1) candidate++;
  return candidate;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
