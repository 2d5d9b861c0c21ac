import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import type { JsonColumn } from '../../scenario/columns/json.ts';
import { copyBytes, type ViewedBytes, viewed } from './copyBytes.ts';
import { readValue } from './readValue.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { type BytesVector, bytesVector, objectVector, reserve, type Vector } from './Vector.ts';

export function compileJson({ fields, shape }: JsonColumn, context: SourceContext): ValueSource {
  const parts = Object.entries<AnyColumn>(fields).map(([name, column]) => ({
    name,
    source: context.inner(column, name),
  }));
  return shape === null ? asText(parts) : shaped(parts, shape as (fields: unknown) => unknown);
}

type Parts = { name: string; source: ValueSource }[];

/** The object's text, written field by field without building the object. */
function asText(parts: Parts): ValueSource {
  const vector = bytesVector(true);
  const { starts, ends } = vector;
  const writers = parts.map(({ name, source }, index) =>
    fieldWriter(vector, `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`, source.vector),
  );
  return {
    vector,
    nullable: false,
    fill(rows, count) {
      for (let p = 0; p < parts.length; p++) parts[p]!.source.fill(rows, count);
      let at = 0;
      for (let i = 0; i < count; i++) {
        starts[i] = at;
        for (let w = 0; w < writers.length; w++) at = writers[w]!(i, at);
        const bytes = reserve(vector, at, 2);
        if (writers.length === 0) bytes[at++] = 123;
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
      for (const { source } of parts) source.fill(rows, count);
      for (let i = 0; i < count; i++) {
        const fields: Record<string, unknown> = {};
        for (const { name, source } of parts) fields[name] = readValue(source.vector, i);
        vector.values[i] = shape(fields);
      }
    },
  };
}
