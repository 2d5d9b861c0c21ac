import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import { derived } from '../../scenario/columns/derived.ts';
import { sequence } from '../../scenario/columns/sequence.ts';
import { template } from '../../scenario/columns/template.ts';
import { uuid } from '../../scenario/columns/uuid.ts';
import type { CatalogColumn } from '../catalog/Catalog.ts';
import { type ColumnFacts, noFacts } from './conditionFacts.ts';
import { disjointRanges } from './ranges.ts';
import { literalOf, ofNumber, spelled } from './spelled.ts';
import { guessesAt } from './textContent.ts';

/** A column without equal values, and how many rows it reaches. */
export interface UniqueColumn {
  column: AnyColumn;
  most: number;
}

/**
 * Ways to give each row another value, the likeliest first; which of them conditions allow is for the server to say.
 * None for types with few values, or unknown ones.
 *
 * @param last the greatest number that rows have already
 */
export function uniqueColumns(
  { name, type }: CatalogColumn,
  facts: ColumnFacts = noFacts,
  last = 0,
): UniqueColumn[] {
  const all = Number.POSITIVE_INFINITY;
  const start = Math.max(
    last + 1,
    Math.ceil(Number(facts.min?.value ?? 0)) + (facts.min?.inclusive ? 0 : 1),
    1,
  );
  const numbers = start === 1 ? sequence() : sequence({ start });
  const greatest = Math.floor(Number(facts.max?.value ?? Number.POSITIVE_INFINITY));
  const end =
    facts.max !== null && !facts.max.inclusive && greatest === Number(facts.max.value)
      ? greatest - 1
      : greatest;
  const below = (limit: number) => Math.min(limit, end) - start + 1;
  if (type.kind === 'range') {
    const make = disjointRanges[type.base];
    return make ? [{ column: make(), most: all }] : [];
  }
  if (type.kind === 'array')
    return /^(int|text|varchar)/.test(type.element?.base ?? '') && type.element?.kind === 'base'
      ? [{ column: derived(ofNumber((n) => [n])), most: all }]
      : [];
  if (type.kind !== 'base') return [];
  switch (type.base) {
    case 'int2':
      return [{ column: numbers, most: below(32_767) }];
    case 'int4':
    case 'oid':
      return [{ column: numbers, most: below(2 ** 31 - 1) }];
    case 'float4':
      return [{ column: numbers, most: below(2 ** 24 - 1) }];
    case 'int8':
    case 'float8':
    case 'xid8':
      return [{ column: numbers, most: below(Number.MAX_SAFE_INTEGER) }];
    case 'numeric':
      return uniqueDecimals(type.modifier, {
        column: numbers,
        most: below(10 ** wholeDigits(type.modifier) - 1),
      });
    case 'uuid':
      return [{ column: uuid(), most: all }];
    case 'text':
    case 'varchar':
    case 'bpchar':
    case 'citext':
    case 'name':
      return uniqueTexts(name, Math.min(lengthOf(type.base, type.modifier), facts.maxLength ?? all), facts);
    case 'char':
      return [counted([alphanumeric])];
    case 'date':
      return [{ column: derived(ofNumber((n) => new Date(n * 86_400_000))), most: 3_000_000 }];
    case 'timestamp':
    case 'timestamptz':
      return [{ column: derived(ofNumber((n) => new Date(1.5e12 + n * 1000))), most: all }];
    case 'interval':
      return [{ column: template('{n} seconds'), most: all }];
    case 'time':
      return [{ column: template('00:00:00.{n:6}'), most: 999_999 }];
    case 'bytea':
      return uniqueBytes(facts);
    case 'json':
    case 'jsonb':
      return [{ column: derived(ofNumber((n) => ({ n }))), most: all }];
    case 'inet':
      return [
        {
          column: derived(ofNumber((n) => `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`)),
          most: 2 ** 24 - 1,
        },
      ];
    case 'cidr':
      return [{ column: derived(ofNumber((n) => `10.${(n >> 8) & 255}.${n & 255}.0/24`)), most: 65_535 }];
    case 'macaddr':
      return [
        { column: derived(ofNumber((n) => `08002b${n.toString(16).padStart(6, '0')}`)), most: 2 ** 24 - 1 },
      ];
    case 'pg_lsn':
      return [{ column: derived(ofNumber((n) => `0/${n.toString(16)}`)), most: all }];
    case 'bit':
    case 'varbit':
      return [bits(Math.max(1, type.modifier))];
    case 'ltree':
      return [{ column: template('node_{n}'), most: all }];
    default:
      return [];
  }
}

function bits(width: number): UniqueColumn {
  const column = derived(
    spelled(
      (_row: never, n: number) => (n - 1).toString(2).padStart(width, '0'),
      `(_row, n) => (n - 1).toString(2).padStart(${width}, '0')`,
    ),
  );
  return { column, most: 2 ** Math.min(width, 31) };
}

/** Whole numbers, or the least steps where these are too few, or rounded away by a negative scale. */
function uniqueDecimals(modifier: number, whole: UniqueColumn): UniqueColumn[] {
  const scale = modifier < 4 ? 0 : scaleOf(modifier);
  if (scale === 0) return [whole];
  const unit = 10 ** Math.abs(scale);
  const column =
    scale > 0
      ? derived(spelled((_row: never, n: number) => n / unit, `(_row, n) => n / ${unit}`))
      : derived(spelled((_row: never, n: number) => n * unit, `(_row, n) => n * ${unit}`));
  const steps = { column, most: 10 ** Math.min(15, (modifier - 4) >> 16) - 1 };
  return scale < 0 ? [steps] : whole.most > 0 ? [whole, steps] : [steps];
}

/** Of numeric(precision, scale) the modifier is precision << 16 | scale, plus 4; the scale has 11 bits and a sign. */
function scaleOf(modifier: number): number {
  return (((modifier - 4) & 0x7ff) ^ 1024) - 1024;
}

function wholeDigits(modifier: number): number {
  if (modifier < 4) return 15;
  const scale = scaleOf(modifier);
  return Math.max(0, Math.min(15, (((modifier - 4) >> 16) & 0xffff) - scale));
}

function lengthOf(base: string, modifier: number): number {
  if (base === 'name') return 63;
  return modifier < 4 ? Number.POSITIVE_INFINITY : modifier - 4;
}

function uniqueBytes({ minLength, maxLength }: ColumnFacts): UniqueColumn[] {
  const width = minLength ?? Math.min(12, maxLength ?? 12);
  return [
    {
      column: template(`{n:${Math.min(99, width)}}`),
      most: width < 10 ? 10 ** width - 1 : Number.POSITIVE_INFINITY,
    },
  ];
}

const shapes: readonly [RegExp, string][] = [
  [/e.?mail/, 'user{n}@example.com'],
  [/(url|uri|link|website|endpoint)$/, 'https://example.com/{n}'],
  [/(domain|host(_?name)?)$/, 'host-{n}.example.com'],
  [/phone|mobile|fax/, '+1555{n:7}'],
  [/(token|secret|hash|digest|key)$/, '{code:10}{n:10}'],
  [/(user|login|nick|account)_?(name)?$/, 'user{n}'],
  [/(slug|path|name|title|label)$/, 'item-{n}'],
];

/** Tried in this order where a condition refuses what the name suggests. */
const others = [
  '{n}',
  'a{n}',
  'A{n}',
  'item-{n}',
  'item_{n}',
  'user{n}@example.com',
  'https://example.com/{n}',
  'host-{n}.example.com',
  '/{n}',
  '#{n:6}',
  '+1555{n:7}',
  'a.{n}',
  '{n}.0.0',
  '@user{n}',
  'urn:a:{n}',
  'did:plc:{n}',
  '00000000-0000-4000-8000-{n:12}',
  'https://example.com/users/{n}/',
  '{n}@example.com',
  'user{n}:example.com',
];

/** @param length most characters */
function uniqueTexts(name: string, length: number, facts: ColumnFacts): UniqueColumn[] {
  const { minLength, choices, patterns } = facts;
  if (choices !== null) return [];
  // Few characters tell more rows apart by letters than by digits; lower case alone, for citext and lower(…).
  const short = length <= 3 ? [counted(Array.from({ length }, () => lowerAlphanumeric))] : [];
  return [
    ...shapedTexts(name, length, minLength),
    ...short,
    ...patterns.flatMap((pattern) => patterned(pattern, length)),
  ];
}

const digits = '0123456789';
const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const lowerAlphanumeric = digits + lower;
const alphanumeric = lowerAlphanumeric + upper;

/** Texts of which each place has one of some characters, counted from the last place on. */
function counted(places: readonly string[]): UniqueColumn {
  const make = (_row: never, n: number) => {
    let rest = n - 1;
    let made = '';
    for (const set of [...places].reverse()) {
      made = set.charAt(rest % set.length) + made;
      rest = Math.floor(rest / set.length);
    }
    return made;
  };
  const text = `(_row, n) => { let rest = n - 1; let made = ''; for (const set of ${literalOf([...places].reverse())}) { made = set.charAt(rest % set.length) + made; rest = Math.floor(rest / set.length); } return made; }`;
  const most = places.reduce((product, set) => product * set.length, 1);
  return { column: derived(spelled(make, text)), most: Math.min(most, Number.MAX_SAFE_INTEGER) };
}

/** Guesses at a regular expression, whose digits and letters count: all of them, or those of one run. */
function patterned(pattern: string, length: number): UniqueColumn[] {
  const guesses = guessesAt(pattern).filter((guess) => guess.length <= length);
  const longest = [...new Set(guesses)].sort((a, b) => b.length - a.length).slice(0, 3);
  return longest.flatMap((guess) => {
    const sets = [...guess].map((character) => [digits, lower, upper].find((set) => set.includes(character)));
    const runs = [...guess.matchAll(/[0-9]+|[a-z]+|[A-Z]+/g)].sort((a, b) => b[0].length - a[0].length);
    const within = (from: number, to: number) =>
      counted([...guess].map((character, i) => (i >= from && i < to ? (sets[i] ?? character) : character)));
    return [...runs.map((run) => within(run.index, run.index + run[0].length)), within(0, guess.length)];
  });
}

function shapedTexts(name: string, length: number, minLength: number | null): UniqueColumn[] {
  const own = shapes.find(([pattern]) => pattern.test(name.toLowerCase()))?.[1];
  const wide =
    [16, 32, 40, 64].includes(minLength ?? 0) || (minLength ?? 0) > 10
      ? [`{n:${Math.min(99, minLength!)}}`]
      : [];
  const padded = (minLength ?? 0) > 1 ? [...wide, `{n:${Math.min(99, minLength!)}}`] : [];
  const all = [...new Set([...padded, ...(own ? [own] : []), ...others])];
  return all.flatMap((shape) => {
    const fixed = shape.replace(/\{n(:\d+)?\}/, '').replace(/\{code:10\}/, '0123456789').length;
    const digits = Math.min(10, length - fixed);
    const width = Number(/\{n:(\d+)\}/.exec(shape)?.[1] ?? 1);
    if (digits < 1 || fixed + width > length) return [];
    const most = digits >= 10 ? Number.POSITIVE_INFINITY : 10 ** digits - 1;
    // A short text is better made of its digits alone.
    return most < 1e6 && shape !== '{n}' && fixed > 0 && minLength === null
      ? [
          { column: template('{n}'), most: 10 ** Math.min(length, 10) - 1 },
          { column: template(shape), most },
        ]
      : [{ column: template(shape), most }];
  });
}
