import type { Skew } from '../../scenario/columns/zipf.ts';
import { exp, log } from './elementary.ts';

/** Gives the rank 0 … size − 1 that a share in [0, 1) falls on; rank 0 is the most frequent. */
export type Ranks = (share: number) => number;

export function ranks(size: number, skew: Skew): Ranks {
  if (size === 1) return () => 0;
  return skew === 'uniform' ? (share) => Math.floor(share * size) : zipfRanks(size, skew.exponent);
}

const headSize = 2048;

/**
 * Zipf's law: exact for the head, by a guide table over the cumulative shares; for the tail the integral of
 * x^−s between half-integers, which differs from the sum by less than s(s + 1)/24k², 10⁻⁶ at its start.
 */
function zipfRanks(size: number, s: number): Ranks {
  const head = Math.min(size, headSize);
  const cumulative = new Float64Array(head);
  let sum = 0;
  for (let k = 1; k <= head; k++) {
    sum += exp(-s * log(k));
    cumulative[k - 1] = sum;
  }
  const start = integral(head + 0.5, s);
  const tail = size > head ? integral(size + 0.5, s) - start : 0;
  const total = sum + tail;

  const guide = new Int32Array(headSize + 1);
  for (let i = 0, rank = 0; i <= headSize; i++) {
    while (rank < head - 1 && cumulative[rank]! <= (i / headSize) * sum) rank++;
    guide[i] = rank;
  }
  return (share) => {
    const mass = share * total;
    if (mass >= sum) {
      if (tail === 0) return head - 1;
      const rank = Math.floor(inverse(start + (mass - sum), s) + 0.5) - 1;
      return rank < head ? head : rank >= size ? size - 1 : rank;
    }
    let rank = guide[Math.floor((mass / sum) * headSize)]!;
    while (cumulative[rank]! <= mass) rank++;
    return rank;
  };
}

function integral(x: number, s: number): number {
  return s === 1 ? log(x) : exp((1 - s) * log(x)) / (1 - s);
}

function inverse(area: number, s: number): number {
  return s === 1 ? exp(area) : exp(log(area * (1 - s)) / (1 - s));
}
