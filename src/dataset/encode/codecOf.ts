import type { PgType } from '../catalog/Catalog.ts';
import type { Codec } from './Codec.ts';
import { array } from './codecs/arrays.ts';
import { float4, float8 } from './codecs/floats.ts';
import { int2, int4, int8, oid } from './codecs/integers.ts';
import { numeric } from './codecs/numeric.ts';
import { bool, bytea, network, uuid } from './codecs/others.ts';
import { enumeration, json, text } from './codecs/texts.ts';
import { date, time, timestamp } from './codecs/times.ts';

/** The registry of types with a binary form of ours, by pg_type.typname; null: this type is loaded as text. */
export function codecOf(type: PgType): Codec | null {
  if (type.kind === 'enum') return enumeration(type.name, type.labels);
  if (type.kind === 'array') {
    const element = type.element && codecOf(type.element);
    return element && type.element ? array(type.name, element, type.element.oid) : null;
  }
  return type.kind === 'base' ? (codecs[type.base]?.(type) ?? null) : null;
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
  date: () => date,
  time: () => time,
  timestamp: () => timestamp,
  timestamptz: () => timestamp,
  uuid: () => uuid,
  json: () => json(undefined),
  jsonb: () => json(1),
  bytea: () => bytea,
  inet: () => network(false),
  cidr: () => network(true),
};
