import type { BytesVector, Vector } from './Vector.ts';

/** A value as an author's function sees it: a number, string, boolean, Date, object, or null. */
export function readValue(vector: Vector, i: number): unknown {
  if (vector.nulls !== null && vector.nulls[i] === 1) return null;
  switch (vector.kind) {
    case 'number':
      return vector.values[i];
    case 'instant':
      return new Date(Math.floor(vector.values[i]! / 1000));
    case 'code':
      return vector.dictionary[vector.codes[i]!];
    case 'bytes': {
      const text = decode(vector, i);
      return vector.json ? JSON.parse(text) : text;
    }
    case 'uuid':
      return uuidText(vector.words, i * 4);
    case 'object':
      return vector.values[i] ?? null;
  }
}

function decode({ bytes, starts, ends }: BytesVector, i: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8', starts[i], ends[i]);
}

function uuidText(words: Int32Array, at: number): string {
  let hex = '';
  for (let w = 0; w < 4; w++) hex += (words[at + w]! >>> 0).toString(16).padStart(8, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
