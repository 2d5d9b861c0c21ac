import { boolean } from '../../scenario/columns/boolean.ts';
import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import { constant } from '../../scenario/columns/constant.ts';
import { json } from '../../scenario/columns/json.ts';
import { lognormal } from '../../scenario/columns/lognormal.ts';
import { oneOf } from '../../scenario/columns/oneOf.ts';
import { pool } from '../../scenario/columns/pool.ts';
import { timestamps } from '../../scenario/columns/timestamps.ts';
import { uniform } from '../../scenario/columns/uniform.ts';
import { uuid } from '../../scenario/columns/uuid.ts';
import type { PgType } from '../catalog/Catalog.ts';
import { Unfillable } from './AutoTable.ts';
import { textContent } from './textContent.ts';

/** Values for a column that no key speaks of: its type decides, its name informs. */
export function contentOf(name: string, type: PgType): AnyColumn {
  if (type.kind === 'enum')
    return oneOf(
      type.labels,
      type.labels.map((_, i) => 1 / (i + 1)),
    );
  if (type.kind === 'array')
    return oneOf([[], [exampleOf(name, type.element)]].slice(0, type.element ? 2 : 1));
  if (type.kind === 'range') return constant('empty');
  const make = byType[type.base];
  if (make === undefined) throw new Unfillable(`no values are known for column ${name} of type ${type.name}`);
  return make(name.toLowerCase(), type);
}

const whole = (name: string) =>
  /year/.test(name)
    ? uniform(1990, 2025)
    : /age$/.test(name)
      ? uniform(18, 90)
      : /percent|rate|score|rank|priority/.test(name)
        ? uniform(1, 100)
        : lognormal(20, 1.2, { min: 1, max: 30_000 });

const text = (name: string, { base, modifier }: PgType) =>
  textContent(name, base === 'name' ? 63 : modifier < 4 ? null : modifier - 4);

const moment = (name: string) =>
  /(expir|due|end|until|valid_to)/.test(name)
    ? timestamps({ from: '-30 d', to: '2100-01-01' })
    : timestamps({ from: '-730 d', correlation: /(creat|insert|occur|start|log)/.test(name) ? 1 : 0.5 });

const byType: Readonly<Record<string, (name: string, type: PgType) => AnyColumn>> = {
  bool: () => boolean(0.5),
  int2: whole,
  int4: whole,
  int8: whole,
  oid: whole,
  float4: decimal,
  float8: decimal,
  numeric: decimal,
  money: () => constant('10.00'),
  text,
  varchar: text,
  bpchar: text,
  citext: text,
  name: text,
  xml: () => constant('<a/>'),
  date: moment,
  timestamp: moment,
  timestamptz: moment,
  time: () => oneOf(['08:00:00', '12:30:00', '17:45:00']),
  timetz: () => constant('12:00:00+00'),
  interval: () => oneOf(['1 day', '2 hours', '30 minutes']),
  uuid: () => uuid(),
  json: () => json({ kind: oneOf(['a', 'b', 'c']), value: uniform(1, 1000) }),
  jsonb: () => json({ kind: oneOf(['a', 'b', 'c']), value: uniform(1, 1000) }),
  bytea: () => pool(1000, (faker) => faker.string.alphanumeric(32)),
  inet: () => pool(10_000, (faker) => faker.internet.ipv4()),
  cidr: () => pool(1000, (faker) => `10.${faker.number.int(255)}.${faker.number.int(255)}.0/24`),
  macaddr: () => pool(1000, (faker) => faker.internet.mac()),
  tsvector: () => oneOf(["'cat':1 'sat':2", "'dog':1"]),
  hstore: () => constant('"a"=>"1"'),
  ltree: () => constant('a.b'),
  point: () => pool(1000, (faker) => `(${faker.location.longitude()},${faker.location.latitude()})`),
  bit: (_name, { modifier }) => constant('0'.repeat(Math.max(1, modifier))),
  varbit: () => constant('0'),
};

/** A numeric's modifier is precision << 16 | scale, plus 4. */
function decimal(name: string, { base, modifier }: PgType): AnyColumn {
  if (/^lat/.test(name)) return uniform(-90, 90, { decimals: base === 'numeric' ? 2 : 6 });
  if (/^(lon|lng)/.test(name)) return uniform(-90, 90, { decimals: base === 'numeric' ? 2 : 6 });
  if (base !== 'numeric' || modifier < 4) return lognormal(50, 1, { decimals: 2, min: 0.01, max: 1e6 });
  const scale = Math.min((modifier - 4) & 0x7ff, 6);
  const digits = (((modifier - 4) >> 16) & 0xffff) - ((modifier - 4) & 0x7ff);
  if (digits >= 3) return lognormal(50, 1, { decimals: scale, min: 1, max: 10 ** Math.min(digits, 6) - 1 });
  return uniform(0, digits <= 0 ? 0 : 10 ** digits - 1, { decimals: scale });
}

function exampleOf(name: string, element: PgType | null): unknown {
  const examples: Record<string, unknown> = {
    bool: true,
    uuid: '00000000-0000-4000-8000-000000000000',
    jsonb: {},
    json: {},
  };
  if (element === null) return null;
  if (element.kind === 'enum') return element.labels[0];
  if (/^(int|float|numeric|oid)/.test(element.base)) return 1;
  if (/^(timestamp|date)/.test(element.base)) return new Date(1.7e12);
  if (/^(text|varchar|bpchar|citext)$/.test(element.base)) return 'a';
  const example = examples[element.base];
  if (example === undefined)
    throw new Unfillable(`no values are known for column ${name}, an array of ${element.name}`);
  return example;
}
