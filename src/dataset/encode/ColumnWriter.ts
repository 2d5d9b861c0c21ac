import type { ViewedBytes } from '../values/copyBytes.ts';
import type { Vector } from '../values/Vector.ts';
import type { Codec } from './Codec.ts';
import { decimalWriter } from './writers/decimalWriter.ts';
import { dictionaryWriter } from './writers/dictionaryWriter.ts';
import { fixedWriter } from './writers/fixedWriter.ts';
import { textWriter } from './writers/textWriter.ts';
import { uuidWriter } from './writers/uuidWriter.ts';
import { valueWriter } from './writers/valueWriter.ts';

/** Encodes a filled vector as fields of binary tuples: a length, -1 for NULL, and the bytes. */
export interface ColumnWriter {
  /**
   * Gives the bytes that every row's field has, and adds to each row's size what it has beyond them. Throws
   * RefusedValue.
   */
  measure(count: number, sizes: Int32Array): number;
  /** Writes each row's field at its position and moves the position behind it. */
  write(count: number, into: ViewedBytes, positions: Int32Array): void;
}

/** The fastest writer that fits both what is generated and the type. */
export function columnWriter(vector: Vector, codec: Codec, base: string): ColumnWriter {
  if (vector.kind === 'code') return dictionaryWriter(vector, codec);
  if (codec.fixed !== undefined && (vector.kind === 'number' || vector.kind === 'instant'))
    if (codec.fixed.of === vector.kind) return fixedWriter(vector, codec.fixed);
  if (vector.kind === 'bytes' && codec.text === (vector.json ? 'json' : 'text'))
    return textWriter(vector, codec);
  if (vector.kind === 'uuid' && base === 'uuid') return uuidWriter(vector);
  if (vector.kind === 'number' && codec.decimal !== undefined)
    return decimalWriter(vector, codec.decimal, valueWriter(vector, codec));
  return valueWriter(vector, codec);
}
