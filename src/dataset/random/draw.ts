import type { Key } from './Key.ts';

/**
 * 32 random bits for a row, as an integer with a sign: a counter-based hash, so that any row is drawn
 * without its predecessors. The multipliers are those of triple32, the least biased of its kind
 * (https://nullprogram.com/blog/2018/07/31/).
 */
export function bits(row: number, k0: number, k1: number): number {
  let x = row ^ k0;
  x = Math.imul(x ^ (x >>> 17), 0xed5ad4bb);
  x = Math.imul(x ^ (x >>> 11), 0xac4c1b51) + k1;
  x = Math.imul(x ^ (x >>> 15), 0x31848bab);
  return x ^ (x >>> 14);
}

/** Uniform in [0, 1), with 53 bits. */
export function drawShares(key: Key, rows: Int32Array, count: number, into: Float64Array): void {
  const [k0, k1, k2, k3] = key;
  for (let i = 0; i < count; i++) {
    const row = rows[i]!;
    const high = bits(row, k0, k1) >>> 5;
    const low = bits(row, k2, k3) >>> 6;
    into[i] = (high * 67_108_864 + low) * 2 ** -53;
  }
}

/** Where a draw falls below a share, 1, elsewhere 0. */
export function drawMask(key: Key, share: number, rows: Int32Array, count: number, into: Uint8Array): void {
  const [k0, k1] = key;
  const limit = share * 4_294_967_296;
  for (let i = 0; i < count; i++) into[i] = bits(rows[i]!, k0, k1) >>> 0 < limit ? 1 : 0;
}
