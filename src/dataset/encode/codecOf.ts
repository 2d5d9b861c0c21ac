import type { PgType } from '../catalog/Catalog.ts';
import type { Codec } from './Codec.ts';
import { array } from './codecs/arrays.ts';
import { bits } from './codecs/bits.ts';
import { composite } from './codecs/composites.ts';
import { float4, float8 } from './codecs/floats.ts';
import { hstore } from './codecs/hstore.ts';
import { int2, int4, int8, oid } from './codecs/integers.ts';
import { interval } from './codecs/intervals.ts';
import { macaddr, network } from './codecs/networks.ts';
import { numeric } from './codecs/numeric.ts';
import { bool, bytea, char, point, uuid } from './codecs/others.ts';
import { multirange, range } from './codecs/ranges.ts';
import { enumeration, json, text } from './codecs/texts.ts';
import { date, time, timestamp, timetz } from './codecs/times.ts';

/** The registry of types with a binary form of ours, by pg_type.typname; null: this type is loaded as text. */
export function codecOf(type: PgType): Codec | null {
  const { kind, element } = type;
  switch (kind) {
    case 'base':
      return codecs[type.base]?.(type) ?? null;
    case 'enum':
      return enumeration(type.name, type.labels);
    case 'composite':
      return compositeCodec(type);
    case 'array':
    case 'range':
    case 'multirange': {
      const inner = element && codecOf(element);
      if (!inner || !element) return null;
      if (kind === 'array') return array(type.name, inner, element);
      return kind === 'range' ? range(type.name, inner) : multirange(type.name, inner);
    }
    default:
      return null;
  }
}

function compositeCodec({ name, fields = [] }: PgType): Codec | null {
  const known = fields.map((field) => ({
    name: field.name,
    oid: field.type.oid,
    codec: codecOf(field.type),
  }));
  if (known.length === 0 || known.some(({ codec }) => codec === null)) return null;
  return composite(name, known as Parameters<typeof composite>[1]);
}

const texts = (type: PgType) => text(type.name, type.modifier);

const codecs: Readonly<Record<string, (type: PgType) => Codec>> = {
  bool: () => bool,
  int2: () => int2,
  int4: () => int4,
  int8: () => int8,
  oid: () => oid,
  float4: () => float4,
  float8: () => float8,
  numeric: (type) => numeric(type.modifier),
  text: texts,
  varchar: texts,
  bpchar: texts,
  citext: texts,
  name: texts,
  xml: texts,
  char: () => char,
  date: () => date,
  time: () => time,
  timetz: () => timetz,
  timestamp: () => timestamp,
  timestamptz: () => timestamp,
  interval: () => interval,
  uuid: () => uuid,
  json: () => json(undefined),
  jsonb: () => json(1),
  bytea: () => bytea,
  inet: () => network(false),
  cidr: () => network(true),
  macaddr: () => macaddr(6),
  macaddr8: () => macaddr(8),
  bit: (type) => bits(type.name, type.modifier, true),
  varbit: (type) => bits(type.name, type.modifier, false),
  point: () => point,
  hstore: () => hstore,
};
