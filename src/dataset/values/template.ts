import { PgrehearseError } from '../../errors.ts';
import { type TemplateColumn, templateParts } from '../../scenario/columns/template.ts';
import { keyOf } from '../random/Key.ts';
import { Permutation } from '../random/Permutation.ts';
import { copyBytes, type ViewedBytes, viewed } from './copyBytes.ts';
import { readValue } from './readValue.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { bytesVector, reserve } from './Vector.ts';

/** Writes a part for a row at a place in the bytes, and gives the place after it. */
type WritePart = (row: number, into: ViewedBytes, at: number) => number;

export function compileTemplate({ pattern }: TemplateColumn, context: SourceContext): ValueSource {
  const vector = bytesVector();
  const { starts, ends } = vector;
  let most = 0;
  const parts = templateParts(pattern).map((part): WritePart => {
    if (typeof part === 'string') {
      const literal = viewed(Buffer.from(part));
      const { length } = literal.bytes;
      most += length;
      return (_row, into, at) => copyBytes(literal, 0, length, into, at);
    }
    most += Math.max(part.width, 10);
    return part.of === 'n'
      ? (row, into, at) => writeNumber(row + 1, part.width, into.bytes, at)
      : codeWriter(part.width, context);
  });
  const fill = (rows: Int32Array, count: number) => {
    reserve(vector, 0, most * count);
    let at = 0;
    for (let i = 0; i < count; i++) {
      const row = rows[i]!;
      starts[i] = at;
      for (let p = 0; p < parts.length; p++) at = parts[p]!(row, vector, at);
      ends[i] = at;
    }
  };
  // No text is longer than the last one.
  fill(Int32Array.of(context.rows - 1), 1);
  return { vector, extremes: [readValue(vector, 0)], nullable: false, fill };
}

function writeNumber(n: number, width: number, bytes: Uint8Array, at: number): number {
  let digits = 1;
  for (let power = 10; power <= n; power *= 10) digits++;
  const end = at + Math.max(digits, width);
  let rest = n | 0;
  for (let i = end - 1; i >= at; i--) {
    const next = (rest / 10) | 0;
    bytes[i] = 48 + rest - next * 10;
    rest = next;
  }
  return end;
}

// Without I, O, 0 and 1, as people who read codes aloud want it.
const alphabet = Buffer.from('ABCDEFGHJKLMNPQRSTUVWXYZ23456789');

/** Base-32 digits of a permuted number below 32^width, or 2^31 where that is more; the rest is drawn. */
function codeWriter(width: number, { key, rows, table, column }: SourceContext): WritePart {
  const range = Math.min(32 ** width, 2 ** 30);
  if (rows > range)
    throw new PgrehearseError(
      'data/template',
      `column ${column} of table ${table.name}: {code:${width}} has ${range} values for ${rows} rows`,
      { hint: 'Use a wider {code}, or {n}.' },
    );
  const permutation = new Permutation(range, keyOf(...key, 'code'));
  const digits = Math.min(width, 6);
  const rest = new Permutation(2 ** 20, keyOf(...key, 'rest'));
  return (row, { bytes }, at) => {
    let value = permutation.at(row);
    for (let i = 0; i < digits; i++) {
      bytes[at + i] = alphabet[value & 31]!;
      value >>>= 5;
    }
    if (width > digits) value = rest.at(row & 0xfffff);
    for (let i = digits; i < width; i++) {
      bytes[at + i] = alphabet[value & 31]!;
      value >>>= 5;
    }
    return at + width;
  };
}
