import { type Key, keyOf } from './Key.ts';
import { Permutation } from './Permutation.ts';

/** Which place in the order of its values each row has, or which row has a place: a bijection of 0 … rows − 1. */
export type Placement = (row: number) => number;
/** `forth` from row to place, `back` from place to row. */
export type Way = 'forth' | 'back';

/**
 * A placement whose rank correlation with the order of the rows is `correlation`. From 0.75 up rows are
 * shuffled inside blocks (independent ranks within blocks of shares s leave 1 − Σ s³); below, a share ρ of
 * the rows stays in place among the shuffled rest.
 */
export function placement(rows: number, correlation: number, key: Key, way: Way = 'forth'): Placement {
  if (correlation < 0) return mirrored(rows, placement(rows, -correlation, key, way), way);
  if (correlation === 1) return (row) => row;
  if (correlation === 0) return shuffled(rows, key, way);
  return correlation >= 0.75
    ? withinBlocks(rows, blockShare(correlation), key, way)
    : interleaved(rows, correlation, key, way);
}

/** Places in reverse. */
export function mirrored(rows: number, place: Placement, way: Way): Placement {
  return way === 'forth' ? (row) => rows - 1 - place(row) : (at) => place(rows - 1 - at);
}

function shuffled(rows: number, key: Key, way: Way): Placement {
  return permuted(new Permutation(rows, key), way);
}

function permuted(permutation: Permutation, way: Way): Placement {
  return way === 'forth' ? (row) => permutation.at(row) : (place) => permutation.inverse(place);
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

function withinBlocks(rows: number, share: number, key: Key, way: Way): Placement {
  const size = Math.max(1, Math.round(rows * share));
  const full = Math.floor(rows / size);
  const inner = Array.from({ length: full }, (_, block) =>
    permuted(new Permutation(size, keyOf(...key, block)), way),
  );
  const rest = permuted(new Permutation(rows - full * size, keyOf(...key, 'rest')), way);
  return (row) => {
    const block = Math.floor(row / size);
    return block * size + (inner[block] ?? rest)(row - block * size);
  };
}

/** A share of the rows stays in place among the shuffled rest. */
export function interleaved(rows: number, share: number, key: Key, way: Way): Placement {
  if (share === 0) return shuffled(rows, key, way);
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
  const turn = permuted(new Permutation(full * perPeriod + inLast, key), way);
  return (row) => {
    const at = Math.floor(row / period);
    const index = indexOf[row - at * period]!;
    if (index < 0) return row;
    const to = turn(at * perPeriod + index);
    const block = Math.floor(to / perPeriod);
    return block * period + moving[to - block * perPeriod]!;
  };
}
