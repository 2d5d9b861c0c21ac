import type { Codec } from '../Codec.ts';
import { RefusedValue } from '../RefusedValue.ts';
import { float8 } from './floats.ts';
import { asText } from './texts.ts';

const booleans: Readonly<Record<string, boolean>> = {
  true: true,
  t: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  f: false,
  no: false,
  off: false,
  '0': false,
};

export const bool: Codec = {
  encode(value, sink) {
    const known = typeof value === 'string' ? booleans[value.toLowerCase()] : value;
    if (typeof known !== 'boolean') throw new RefusedValue('true or false', value);
    sink.byte(known ? 1 : 0);
  },
};

export const uuid: Codec = {
  encode(value, sink) {
    const hex = String(value).replace(/[-{}]/g, '');
    if (!/^[0-9a-f]{32}$/i.test(hex)) throw new RefusedValue('a UUID', value);
    sink.raw(Buffer.from(hex, 'hex'));
  },
};

/** Bytes, or text as UTF-8. */
export const bytea: Codec = {
  encode(value, sink) {
    if (value instanceof Uint8Array) sink.raw(value);
    else if (typeof value === 'string') sink.text(value);
    else throw new RefusedValue('bytes or text', value);
  },
};

/** "char", one byte. */
export const char: Codec = {
  encode(value, sink) {
    const text = asText(value);
    if (text.length > 1 || text > '\x7f') throw new RefusedValue('one ASCII character for "char"', value);
    sink.byte(text === '' ? 0 : text.charCodeAt(0));
  },
};

/** `(1.5,2)` or [1.5, 2]. */
export const point: Codec = {
  encode(value, sink) {
    const parts = Array.isArray(value)
      ? value
      : (/^\s*\(?\s*([^\s,()]+)\s*,\s*([^\s,()]+)\s*\)?\s*$/.exec(String(value))?.slice(1) ?? []);
    if (parts.length !== 2) throw new RefusedValue("a point such as '(1.5,2)'", value);
    for (const part of parts) float8.encode(part, sink);
  },
};
