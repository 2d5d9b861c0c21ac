import type { Stat } from '../evidence/Stat.ts';

/** Zeros where there is no sample. */
export function statOf(samples: readonly number[]): Stat {
  if (samples.length === 0) return { median: 0, low: 0, high: 0, samples: [] };
  const sorted = [...samples].sort((a, b) => a - b);
  return { median: median(sorted), low: sorted[0]!, high: sorted.at(-1)!, samples: [...samples] };
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
