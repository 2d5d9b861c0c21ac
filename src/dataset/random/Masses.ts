import { mulDiv } from './mulDiv.ts';
import { evenTies, TieSum, type Ties } from './Ties.ts';

/**
 * How many rows each value has, exactly, in the order of the values: positions 0 … total − 1 belong to value
 * 0, then to value 1, and so on.
 */
export interface Masses {
  /** Of values, those without a row included. */
  readonly size: number;
  /** Of rows. */
  readonly total: number;
  /** The largest number of rows that one value has. */
  readonly most: number;
  readonly ties: Ties;
  valueAt(position: number): number;
  /** The first position of a value. */
  startOf(value: number): number;
}

/** All values alike, within one row of each other. At most as many values as rows. */
export function evenMasses(size: number, total: number): Masses {
  return {
    size,
    total,
    most: Math.ceil(total / size),
    ties: evenTies(size),
    valueAt: size === total ? (position) => position : (position) => mulDiv(position, size, total),
    startOf: (value) => startOfEven(value, size, total),
  };
}

/** The first position that ⌊position·size/total⌋ sends to a value. */
export function startOfEven(value: number, size: number, total: number): number {
  const start = mulDiv(value, total, size);
  return value > 0 && mulDiv(start, size, total) < value ? start + 1 : start;
}

/** @param starts the first position of each value, and the total at the end */
export function prefixMasses(starts: Uint32Array): Masses {
  const size = starts.length - 1;
  const total = starts[size]!;
  let most = 0;
  const sum = new TieSum();
  for (let value = 0; value < size; value++) {
    const count = starts[value + 1]! - starts[value]!;
    most = Math.max(most, count);
    sum.add(count / total);
  }
  return { size, total, most, ties: sum.ties, valueAt: finder(starts), startOf: (value) => starts[value]! };
}

/** The last of ascending places that is not above a position; a guide leads near it. */
export function finder(starts: Uint32Array): (position: number) => number {
  const size = starts.length - 1;
  const total = starts[size]!;
  const cells = Math.max(1, Math.min(1 << 20, size * 2));
  const step = Math.max(1, Math.ceil(total / cells));
  const guide = new Uint32Array(Math.ceil(total / step) + 1);
  for (let cell = 0, value = 0; cell < guide.length; cell++) {
    while (value < size - 1 && starts[value + 1]! <= cell * step) value++;
    guide[cell] = value;
  }
  return (position) => {
    const cell = Math.floor(position / step);
    let low = guide[cell]!;
    let high = guide[cell + 1] ?? size - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (starts[middle]! <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  };
}
