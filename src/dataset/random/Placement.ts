import { type Key, keyOf } from './Key.ts';
import { Permutation } from './Permutation.ts';

/** Which place in the order of its values each row has: a bijection of 0 … rows − 1. */
export type Placement = (row: number) => number;

/**
 * A placement whose rank correlation with the order of the rows is `correlation`. From 0.75 up rows are
 * shuffled inside blocks (independent ranks within blocks of shares s leave 1 − Σ s³); below, a share ρ of
 * the rows stays in place among the shuffled rest.
 */
export function placement(rows: number, correlation: number, key: Key): Placement {
  if (correlation < 0) {
    const mirrored = placement(rows, -correlation, key);
    return (row) => rows - 1 - mirrored(row);
  }
  if (correlation === 1) return (row) => row;
  if (correlation === 0) return shuffled(rows, key);
  return correlation >= 0.75
    ? withinBlocks(rows, blockShare(correlation), key)
    : interleaved(rows, correlation, key);
}

function shuffled(rows: number, key: Key): Placement {
  const permutation = new Permutation(rows, key);
  return (row) => permutation.at(row);
}

/** More blocks differ from order by less than 10⁻⁷. */
const mostBlocks = 4096;

/** The share s of all blocks but the last, smaller one, so that Σ s³ is 1 − ρ. */
function blockShare(correlation: number): number {
  const count = Math.min(mostBlocks, Math.ceil(1 / Math.sqrt(1 - correlation)));
  let [low, high] = [1 / count, 1 / (count - 1)];
  for (let i = 0; i < 50; i++) {
    const share = (low + high) / 2;
    const last = 1 - (count - 1) * share;
    if ((count - 1) * share * share * share + last * last * last < 1 - correlation) low = share;
    else high = share;
  }
  return low;
}

function withinBlocks(rows: number, share: number, key: Key): Placement {
  const size = Math.max(1, Math.round(rows * share));
  const full = Math.floor(rows / size);
  const inner = Array.from({ length: full }, (_, block) => new Permutation(size, keyOf(...key, block)));
  const rest = new Permutation(rows - full * size, keyOf(...key, 'rest'));
  return (row) => {
    const block = Math.floor(row / size);
    return block * size + (inner[block] ?? rest).at(row - block * size);
  };
}

/** A share of the rows stays in place among the shuffled rest. */
export function interleaved(rows: number, share: number, key: Key): Placement {
  if (share === 0) return shuffled(rows, key);
  const period = Math.min(1024, rows);
  const kept = Math.round(share * period);
  const moving: number[] = [];
  const indexOf = new Int32Array(period).fill(-1);
  for (let i = 0; i < period; i++) {
    if (Math.floor(((i + 1) * kept) / period) > Math.floor((i * kept) / period)) continue;
    indexOf[i] = moving.length;
    moving.push(i);
  }
  const perPeriod = moving.length;
  if (perPeriod === 0) return (row) => row;
  const full = Math.floor(rows / period);
  const inLast = moving.filter((place) => place < rows - full * period).length;
  const permutation = new Permutation(full * perPeriod + inLast, key);
  return (row) => {
    const at = Math.floor(row / period);
    const index = indexOf[row - at * period]!;
    if (index < 0) return row;
    const to = permutation.at(at * perPeriod + index);
    const block = Math.floor(to / perPeriod);
    return block * period + moving[to - block * perPeriod]!;
  };
}
