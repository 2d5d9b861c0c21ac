import type { Codec, FixedNumber } from '../Codec.ts';
import { RefusedValue } from '../RefusedValue.ts';

export const int2 = integer(2, -32_768n, 32_767n, 'a smallint, -32768 to 32767', (view, at, value) =>
  view.setInt16(at, value),
);
export const int4 = integer(
  4,
  -2_147_483_648n,
  2_147_483_647n,
  'an integer, -2147483648 to 2147483647',
  (view, at, value) => view.setInt32(at, value),
  (view, positions, values, count) => {
    for (let i = 0; i < count; i++) {
      const at = positions[i]!;
      view.setInt32(at, 4);
      view.setInt32(at + 4, values[i]!);
      positions[i] = at + 8;
    }
  },
);
export const oid = integer(4, 0n, 4_294_967_295n, 'an oid, 0 to 4294967295', (view, at, value) =>
  view.setUint32(at, value),
);
export const int8 = integer(
  8,
  -(2n ** 63n),
  2n ** 63n - 1n,
  'a bigint',
  putInt64,
  (view, positions, values, count) => putInt64Fields(view, positions, values, count, 0),
);

/** For whole numbers that a double holds exactly. */
export function putInt64(view: DataView, at: number, value: number): void {
  const high = Math.floor(value / 4_294_967_296);
  view.setInt32(at, high);
  view.setUint32(at + 4, value - high * 4_294_967_296);
}

/** Fields of 8 bytes: the values less an epoch. */
export function putInt64Fields(
  view: DataView,
  positions: Int32Array,
  values: Float64Array,
  count: number,
  epoch: number,
): void {
  for (let i = 0; i < count; i++) {
    const at = positions[i]!;
    const value = values[i]! - epoch;
    const high = Math.floor(value / 4_294_967_296);
    view.setInt32(at, 8);
    view.setInt32(at + 4, high);
    view.setUint32(at + 8, value - high * 4_294_967_296);
    positions[i] = at + 12;
  }
}

function integer(
  width: 2 | 4 | 8,
  min: bigint,
  max: bigint,
  expected: string,
  put: FixedNumber['put'],
  putFields?: FixedNumber['putFields'],
): Codec {
  const safe = (bound: bigint) =>
    Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, Number(bound)));
  return {
    fixed: {
      of: 'number',
      width,
      min: safe(min),
      max: safe(max),
      integer: true,
      expected,
      put,
      ...(putFields ? { putFields } : {}),
    },
    encode(value, sink) {
      const whole = asBigint(value);
      if (whole === null || whole < min || whole > max) throw new RefusedValue(expected, value);
      if (width === 2) sink.int16(Number(whole));
      else if (width === 4) sink.int32(Number(BigInt.asIntN(32, whole)));
      else sink.int64(whole);
    },
  };
}

function asBigint(value: unknown): bigint | null {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : null;
  return typeof value === 'string' && /^-?\d{1,20}$/.test(value) ? BigInt(value) : null;
}
