import { copyBytes } from './copyBytes.ts';
import { readValue } from './readValue.ts';
import type { ValueSource } from './ValueSource.ts';
import { batchRows, bytesVector, reserve, type Vector } from './Vector.ts';

/** Texts of which some are written anew; those that stay are copied as bytes. */
export function rewritten(
  inner: ValueSource,
  mark: (rows: Int32Array, count: number, marks: Uint8Array) => void,
  rewrite: (text: string, row: number) => string,
): ValueSource {
  const vector = bytesVector();
  const marks = new Uint8Array(batchRows);
  const nulls = new Uint8Array(batchRows);
  const append = appender(inner.vector);
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
          } else at = append(vector, i, at);
        }
        vector.ends[i] = at;
      }
    },
  };
}

type Append = (into: ReturnType<typeof bytesVector>, i: number, at: number) => number;

function appender(vector: Vector): Append {
  if (vector.kind === 'bytes')
    return (into, i, at) => {
      const [start, end] = [vector.starts[i]!, vector.ends[i]!];
      return copyBytes(vector.bytes, start, end, reserve(into, at, end - start), at);
    };
  if (vector.kind === 'code') {
    const texts = vector.dictionary.map((value) => Buffer.from(textOf(value)));
    return (into, i, at) => {
      const text = texts[vector.codes[i]!]!;
      return copyBytes(text, 0, text.length, reserve(into, at, text.length), at);
    };
  }
  return (into, i, at) => {
    const text = Buffer.from(textOf(readValue(vector, i)));
    return copyBytes(text, 0, text.length, reserve(into, at, text.length), at);
  };
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
