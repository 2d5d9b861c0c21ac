import { type ViewedBytes, viewed } from './copyBytes.ts';

/** The values of one column in a batch of rows; its buffers are reused from batch to batch. */
export type Vector = NumberVector | InstantVector | CodeVector | BytesVector | UuidVector | ObjectVector;

/** Rows that are generated and encoded at once: small enough to stay in the processor's cache. */
export const batchRows = 512;

interface Nulls {
  /** 1 where the value is NULL; null: nowhere. */
  nulls: Uint8Array | null;
}
export interface NumberVector extends Nulls {
  readonly kind: 'number';
  readonly values: Float64Array;
}
export interface InstantVector extends Nulls {
  readonly kind: 'instant';
  /** Microseconds since 1970, whole. */
  readonly values: Float64Array;
}
export interface CodeVector extends Nulls {
  readonly kind: 'code';
  readonly codes: Int32Array;
  readonly dictionary: readonly unknown[];
}
export interface BytesVector extends Nulls, ViewedBytes {
  readonly kind: 'bytes';
  /** Whether the text is JSON already. */
  readonly json: boolean;
  /** UTF-8; replaced when it is too small. */
  bytes: Uint8Array;
  view: DataView;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}
export interface UuidVector extends Nulls {
  readonly kind: 'uuid';
  /** Four for each row. */
  readonly words: Int32Array;
}
export interface ObjectVector extends Nulls {
  readonly kind: 'object';
  /** null or undefined is NULL. */
  readonly values: unknown[];
}

export const numberVector = (): NumberVector => ({
  kind: 'number',
  values: new Float64Array(batchRows),
  nulls: null,
});
export const instantVector = (): InstantVector => ({
  kind: 'instant',
  values: new Float64Array(batchRows),
  nulls: null,
});
export const codeVector = (dictionary: readonly unknown[]): CodeVector => ({
  kind: 'code',
  codes: new Int32Array(batchRows),
  dictionary,
  nulls: null,
});
export const bytesVector = (json = false): BytesVector => ({
  kind: 'bytes',
  json,
  ...viewed(new Uint8Array(65_536)),
  starts: new Int32Array(batchRows),
  ends: new Int32Array(batchRows),
  nulls: null,
});
export const uuidVector = (): UuidVector => ({
  kind: 'uuid',
  words: new Int32Array(batchRows * 4),
  nulls: null,
});
export const objectVector = (): ObjectVector => ({
  kind: 'object',
  values: new Array(batchRows).fill(null),
  nulls: null,
});

/** Makes room for `more` bytes at `at`, keeping what is there. */
export function reserve(vector: BytesVector, at: number, more: number): Uint8Array {
  if (at + more <= vector.bytes.length) return vector.bytes;
  const larger = new Uint8Array(Math.max(vector.bytes.length * 2, at + more));
  larger.set(vector.bytes.subarray(0, at));
  Object.assign(vector, viewed(larger));
  return larger;
}
