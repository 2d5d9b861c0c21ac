import { createHash } from 'node:crypto';

/** What tells one stream of random numbers from another; four 32-bit words. */
export type Key = readonly [number, number, number, number];

/**
 * The key of a stream, from names, so that a new table or column shifts nothing: the seed, the table, the
 * column, what is drawn.
 */
export function keyOf(...path: readonly (string | number)[]): Key {
  const hash = createHash('sha256').update(JSON.stringify(path)).digest();
  return [hash.readInt32LE(0), hash.readInt32LE(4), hash.readInt32LE(8), hash.readInt32LE(12)];
}
