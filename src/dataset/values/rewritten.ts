import { copyBytes, type ViewedBytes, viewed } from './copyBytes.ts';
import { readValue } from './readValue.ts';
import type { ValueSource } from './ValueSource.ts';
import { type BytesVector, batchRows, bytesVector, reserve, type Vector } from './Vector.ts';

/** Texts of which some are written anew; those that stay are copied as bytes. */
export function rewritten(
  inner: ValueSource,
  mark: (rows: Int32Array, count: number, marks: Uint8Array) => void,
  rewrite: (text: string, row: number) => string,
): ValueSource {
  const vector = bytesVector();
  const marks = new Uint8Array(batchRows);
  const nulls = new Uint8Array(batchRows);
  const copy = appender(inner.vector);
  vector.nulls = nulls;
  return {
    vector,
    nullable: inner.nullable,
    fill(rows, count) {
      inner.fill(rows, count);
      mark(rows, count, marks);
      let at = 0;
      for (let i = 0; i < count; i++) {
        vector.starts[i] = at;
        nulls[i] = isNull(inner.vector, i) ? 1 : 0;
        if (nulls[i] === 0) {
          if (marks[i] === 1) {
            const text = rewrite(textOf(readValue(inner.vector, i)), rows[i]!);
            const bytes = reserve(vector, at, text.length * 3);
            at += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).write(text, at);
          } else at = copy(vector, i, at);
        }
        vector.ends[i] = at;
      }
    },
  };
}

type Copy = (into: BytesVector, i: number, at: number) => number;

function appender(vector: Vector): Copy {
  if (vector.kind === 'bytes')
    return (into, i, at) => {
      const [start, end] = [vector.starts[i]!, vector.ends[i]!];
      reserve(into, at, end - start);
      return copyBytes(vector, start, end, into, at);
    };
  if (vector.kind === 'code') {
    const texts = vector.dictionary.map((value) => viewed(Buffer.from(textOf(value))));
    return (into, i, at) => append(texts[vector.codes[i]!]!, into, at);
  }
  return (into, i, at) => append(viewed(Buffer.from(textOf(readValue(vector, i)))), into, at);
}

function append(text: ViewedBytes, into: BytesVector, at: number): number {
  reserve(into, at, text.bytes.length);
  return copyBytes(text, 0, text.bytes.length, into, at);
}

/** As a column of texts takes it. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

function isNull(vector: Vector, i: number): boolean {
  if (vector.nulls !== null && vector.nulls[i] === 1) return true;
  if (vector.kind === 'code') return (vector.dictionary[vector.codes[i]!] ?? null) === null;
  return vector.kind === 'object' && (vector.values[i] ?? null) === null;
}
