import type { Skew } from '../../scenario/columns/zipf.ts';
import { exp, log } from './elementary.ts';
import type { Key } from './Key.ts';
import { evenMasses, type Masses, prefixMasses } from './Masses.ts';
import { Permutation } from './Permutation.ts';

/** Rows by a skew over values of which every one has a row at least. Frequent values lie anywhere among the others. */
export function skewedMasses(size: number, total: number, skew: Skew, key: Key): Masses {
  if (skew === 'uniform' || size === total) return evenMasses(size, total);
  const counts = zipfCounts(size, total, skew.exponent);
  const permutation = new Permutation(size, key);
  return massesOf(size, (value) => counts[permutation.inverse(value)]!);
}

/** @param countOf how many rows each value has */
export function massesOf(size: number, countOf: (value: number) => number): Masses {
  const starts = new Uint32Array(size + 1);
  for (let value = 0; value < size; value++) starts[value + 1] = starts[value]! + countOf(value);
  return prefixMasses(starts);
}

/**
 * Rows by Zipf's law, most frequent first: values that it leaves less than one row get one, and the others
 * share the rest by it, exactly.
 *
 * @param total at least `size`
 */
export function zipfCounts(size: number, total: number, exponent: number): Uint32Array {
  const cumulative = new Float64Array(size + 1);
  for (let rank = 0; rank < size; rank++)
    cumulative[rank + 1] = cumulative[rank]! + exp(-exponent * log(rank + 1));
  // The head is the longest one in which even the last value gets a row by the law.
  let [low, high] = [1, size];
  while (low < high) {
    const head = (low + high + 1) >>> 1;
    const weight = cumulative[head]! - cumulative[head - 1]!;
    if (((total - size + head) / cumulative[head]!) * weight >= 1) low = head;
    else high = head - 1;
  }
  const scale = (total - size + low) / cumulative[low]!;
  const counts = new Uint32Array(size).fill(1);
  for (let rank = 0; rank < low; rank++)
    counts[rank] = Math.round(cumulative[rank + 1]! * scale) - Math.round(cumulative[rank]! * scale);
  return counts;
}
