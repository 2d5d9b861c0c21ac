import { isOptional, type JsonColumn, type OptionalField } from '../../scenario/columns/json.ts';
import { drawMask } from '../random/draw.ts';
import { keyOf } from '../random/Key.ts';
import { copyBytes, type ViewedBytes, viewed } from './copyBytes.ts';
import { readValue } from './readValue.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { type BytesVector, batchRows, bytesVector, objectVector, reserve, type Vector } from './Vector.ts';

export function compileJson({ fields, shape }: JsonColumn, context: SourceContext): ValueSource {
  const parts = Object.entries(fields).map(([name, field]) =>
    isOptional(field)
      ? { name, source: context.inner(field.column, name), missing: missingOf(field, name, context) }
      : { name, source: context.inner(field, name), missing: null },
  );
  return shape === null ? asText(parts) : shaped(parts, shape as (fields: unknown) => unknown);
}

type Parts = { name: string; source: ValueSource; missing: Missing | null }[];

/** Which objects of a batch lack a field. */
interface Missing {
  readonly mask: Uint8Array;
  draw(rows: Int32Array, count: number): void;
}

function missingOf({ missing }: OptionalField, name: string, context: SourceContext): Missing {
  const mask = new Uint8Array(batchRows);
  const key = keyOf(...context.key, 'missing', name);
  return { mask, draw: (rows, count) => drawMask(key, missing, rows, count, mask) };
}

/** The object's text, written field by field without building the object. */
function asText(parts: Parts): ValueSource {
  const vector = bytesVector(true);
  const { starts, ends } = vector;
  const writers = parts.map(({ name, source }) =>
    fieldWriter(vector, `,${JSON.stringify(name)}:`, source.vector),
  );
  return {
    vector,
    nullable: false,
    fill(rows, count) {
      for (let p = 0; p < parts.length; p++) {
        parts[p]!.source.fill(rows, count);
        parts[p]!.missing?.draw(rows, count);
      }
      let at = 0;
      for (let i = 0; i < count; i++) {
        starts[i] = at;
        for (let w = 0; w < writers.length; w++)
          if (parts[w]!.missing?.mask[i] !== 1) at = writers[w]!(i, at);
        const bytes = reserve(vector, at, 2);
        // The brace takes the place of the first field's comma.
        if (at === starts[i]) at++;
        bytes[starts[i]!] = 123;
        bytes[at++] = 125;
        ends[i] = at;
      }
    },
  };
}

/** Appends a field of a row and gives the place after it. */
type WriteField = (i: number, at: number) => number;

function fieldWriter(into: BytesVector, label: string, vector: Vector): WriteField {
  const none = encoded(`${label}null`);
  if (vector.kind === 'code') {
    const { codes, dictionary } = vector;
    const texts = dictionary.map((value) => encoded(label + jsonText(value)));
    return (i, at) => append(into, at, vector.nulls?.[i] === 1 ? none : texts[codes[i]!]!);
  }
  const start = encoded(label);
  if (vector.kind === 'number') {
    const { values } = vector;
    return (i, at) => {
      if (vector.nulls?.[i] === 1) return append(into, at, none);
      const value = values[i]!;
      const next = append(into, at, start);
      if (value >= 0 && value < 10 && Number.isInteger(value)) {
        reserve(into, next, 1)[next] = 48 + value;
        return next + 1;
      }
      return appendText(into, next, jsonText(value));
    };
  }
  return (i, at) => appendText(into, append(into, at, start), jsonText(readValue(vector, i)));
}

function encoded(text: string): ViewedBytes {
  return viewed(Buffer.from(text));
}

function append(into: BytesVector, at: number, piece: ViewedBytes): number {
  const { length } = piece.bytes;
  reserve(into, at, length);
  return copyBytes(piece, 0, length, into, at);
}

function appendText(into: BytesVector, at: number, text: string): number {
  const bytes = reserve(into, at, text.length * 3);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return at + Buffer.from(bytes.buffer, bytes.byteOffset).write(text, at);
    bytes[at + i] = code;
  }
  return at + text.length;
}

function jsonText(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

function shaped(parts: Parts, shape: (fields: unknown) => unknown): ValueSource {
  const vector = objectVector();
  return {
    vector,
    nullable: 'perhaps',
    fill(rows, count) {
      for (const { source, missing } of parts) {
        source.fill(rows, count);
        missing?.draw(rows, count);
      }
      for (let i = 0; i < count; i++) {
        const fields: Record<string, unknown> = {};
        for (const { name, source, missing } of parts)
          if (missing?.mask[i] !== 1) fields[name] = readValue(source.vector, i);
        vector.values[i] = shape(fields);
      }
    },
  };
}
