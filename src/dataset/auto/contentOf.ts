import { boolean } from '../../scenario/columns/boolean.ts';
import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import { constant } from '../../scenario/columns/constant.ts';
import { json } from '../../scenario/columns/json.ts';
import { oneOf } from '../../scenario/columns/oneOf.ts';
import { pool } from '../../scenario/columns/pool.ts';
import { uniform } from '../../scenario/columns/uniform.ts';
import { uuid } from '../../scenario/columns/uuid.ts';
import type { PgType } from '../catalog/Catalog.ts';
import { Unfillable } from './AutoTable.ts';
import { type ColumnFacts, noFacts } from './conditionFacts.ts';
import { moment } from './moment.ts';
import { numberContent } from './numberContent.ts';
import { disjointRanges } from './ranges.ts';
import { textContent } from './textContent.ts';

/** Values for a column that no key speaks of: its type and what conditions say decide, its name informs. */
export function contentOf(name: string, type: PgType, facts: ColumnFacts = noFacts): AnyColumn {
  if (facts.choices !== null && facts.choices.length > 0)
    return falling(facts.choices.map((text) => typed(text, type)));
  if (type.kind === 'enum' && type.labels.length === 0)
    throw new Unfillable(`no values are known for column ${name}: type ${type.name} has none`);
  if (type.kind === 'enum') return falling(type.labels);
  if (type.kind === 'array') return arrayContent(name, type);
  if (type.kind === 'range') return (disjointRanges[type.base] ?? (() => constant('empty')))();
  if (type.kind === 'multirange') return constant('{}');
  if (type.kind === 'composite') return constant(compositeText(name, type));
  const make = byType[type.base];
  if (make === undefined) throw new Unfillable(`no values are known for column ${name} of type ${type.name}`);
  return make(name, type, facts);
}

/** Each value a little rarer than the one before. */
export function falling(values: readonly unknown[]): AnyColumn {
  return oneOf(
    values,
    values.map((_, i) => Math.round(1000 / (i + 1))),
  );
}

/** A constant of a condition as a value of a column. */
export function typed(text: string, { base, kind }: PgType): unknown {
  if (kind !== 'base') return text;
  if (base === 'bool') return text === 't' || text === 'true';
  return /^(int2|int4|int8|float4|float8|oid)$/.test(base) ? Number(text) : text;
}

const text = (name: string, { base, modifier }: PgType, facts: ColumnFacts) =>
  textContent(
    name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase(),
    base === 'name' ? 63 : modifier < 4 ? null : modifier - 4,
    facts,
  );

const document = () =>
  json({
    kind: oneOf({ a: 6, b: 3, c: 1 }),
    value: uniform(1, 1000),
    note: pool(500, (faker) => faker.lorem.sentence()),
  });

type Make = (name: string, type: PgType, facts: ColumnFacts) => AnyColumn;

const byType: Readonly<Record<string, Make>> = {
  bool: (name) => boolean(/^(is_)?(active|enabled|visible|public)/.test(name) ? 0.9 : 0.2),
  int2: numberContent,
  int4: numberContent,
  int8: numberContent,
  oid: numberContent,
  float4: numberContent,
  float8: numberContent,
  numeric: numberContent,
  money: () => pool(1000, (faker) => faker.finance.amount()),
  text,
  varchar: text,
  bpchar: text,
  citext: text,
  name: text,
  char: () => oneOf(['a', 'b', 'c']),
  xml: () => constant('<a/>'),
  date: moment,
  timestamp: moment,
  timestamptz: moment,
  time: () => oneOf(['08:00:00', '12:30:00', '17:45:00']),
  timetz: () => oneOf(['08:00:00+00', '12:00:00+00']),
  interval: () => oneOf(['1 day', '2 hours', '30 minutes', '7 days']),
  uuid: () => uuid(),
  json: document,
  jsonb: document,
  bytea: (_name, _type, { minLength, maxLength }) => bytes(minLength, maxLength),
  inet: () => pool(10_000, (faker) => faker.internet.ipv4()),
  cidr: () => pool(1000, (faker) => `10.${faker.number.int(255)}.${faker.number.int(255)}.0/24`),
  macaddr: () => pool(1000, (faker) => faker.internet.mac()),
  macaddr8: () => constant('08:00:2b:01:02:03:04:05'),
  tsvector: () => oneOf(["'cat':1 'sat':2", "'dog':1"]),
  tsquery: () => oneOf(["'cat'", "'dog' & 'cat'"]),
  hstore: () => oneOf(['"a"=>"1"', '"a"=>"2", "b"=>"3"']),
  ltree: () => oneOf(['a', 'a.b', 'a.b.c']),
  cube: () => constant('(1, 2, 3)'),
  jsonpath: () => constant('$.a'),
  point: () => pool(1000, (faker) => `(${faker.location.longitude()},${faker.location.latitude()})`),
  line: () => constant('{1,2,3}'),
  lseg: () => constant('[(0,0),(1,1)]'),
  box: () => constant('(1,1),(0,0)'),
  path: () => constant('[(0,0),(1,1)]'),
  polygon: () => constant('((0,0),(1,0),(1,1))'),
  circle: () => constant('<(0,0),1>'),
  bit: (_name, { modifier }) => constant('0'.repeat(Math.max(1, modifier))),
  varbit: () => constant('0'),
  pg_lsn: () => constant('0/16B3748'),
  xid: () => uniform(3, 100_000),
  xid8: () => uniform(3, 100_000),
  pg_snapshot: () => constant('10:20:10,14,15'),
  txid_snapshot: () => constant('10:20:10,14,15'),
  regclass: () => constant('pg_class'),
  regtype: () => constant('integer'),
};

function bytes(least: number | null, most: number | null): AnyColumn {
  const length = least ?? Math.min(32, most ?? 32);
  const known: Readonly<Record<number, AnyColumn>> = {
    16: pool(1000, (faker) => faker.string.alphanumeric(16)),
    20: pool(1000, (faker) => faker.string.alphanumeric(20)),
    32: pool(1000, (faker) => faker.string.alphanumeric(32)),
    64: pool(1000, (faker) => faker.string.alphanumeric(64)),
  };
  return known[length] ?? constant('x'.repeat(length));
}

function arrayContent(name: string, { element }: PgType): AnyColumn {
  // What conditions of a domain allow in an array is not asked.
  const checked = element !== null && element.checks.length > 0;
  const example = element === null || checked ? null : exampleOf(name, element);
  if (example === null) return constant([]);
  const many = element!.kind === 'enum' ? element!.labels.slice(0, 2) : [example, example];
  return oneOf([[], [example], many], [5, 3, 2]);
}

function exampleOf(name: string, type: PgType): unknown {
  if (type.kind === 'enum') return type.labels[0] ?? null;
  if (type.kind === 'array') return exampleOf(name, type.element!);
  if (type.kind === 'range') return 'empty';
  if (type.kind === 'composite') return compositeText(name, type);
  if (/^(int|float|numeric|oid)/.test(type.base)) return 1;
  if (/^(timestamp|date)/.test(type.base)) return new Date(1.7e12);
  if (Object.hasOwn(examples, type.base)) return examples[type.base];
  throw new Unfillable(`no values are known for column ${name}, made of ${type.name}`);
}

const examples: Readonly<Record<string, unknown>> = {
  bool: true,
  uuid: '00000000-0000-4000-8000-000000000000',
  jsonb: { a: 1 },
  json: { a: 1 },
  text: 'example',
  varchar: 'a',
  bpchar: 'a',
  citext: 'example',
  name: 'example',
  char: 'a',
  time: '12:00:00',
  interval: '1 day',
  inet: '10.0.0.1',
  cidr: '10.0.0.0/24',
  bytea: 'example',
  ltree: 'a.b',
  macaddr: '08:00:2b:01:02:03',
  point: '(0,0)',
};

/** As record_out prints it. */
function compositeText(name: string, { fields }: PgType): string {
  const parts = fields.map(({ type }) => {
    // Without anything is NULL, which CHECK constraints of a domain let pass.
    if (type.checks.length > 0) return '';
    const value = exampleOf(name, type);
    const text =
      value instanceof Date
        ? value.toISOString()
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value);
    return `"${text.replace(/["\\]/g, '\\$&')}"`;
  });
  return `(${parts.join(',')})`;
}
