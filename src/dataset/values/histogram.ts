import type { Segment } from '../random/segmentedMasses.ts';

/** Values between the bounds of a histogram: numbers, microseconds since 1970, or texts. */
export interface Histogram {
  readonly kind: 'number' | 'instant' | 'text';
  readonly buckets: readonly Segment[];
  /** How many of its values lie before a value. */
  before(value: unknown): number;
  /** Its k-th value. */
  at(k: number): number | string;
}

/**
 * Spreads so many values over the buckets, the same number into each as far as whole numbers have room, and
 * the rows evenly over the buckets. Where there is too little room there are fewer values. Whole numbers
 * leave out the common ones.
 */
export function histogramOf(
  bounds: readonly unknown[],
  common: readonly unknown[],
  wanted: number,
  rows: number,
): Histogram {
  const whole = typeof bounds[0] === 'number' && bounds.every(Number.isInteger);
  const gaps = whole ? new Gaps(common.map(Number)) : null;
  const pointOf = (value: unknown) => (gaps ? gaps.close(Number(value)) : numberOrText(value));
  const points = bounds.map(pointOf);
  const count = points.length - 1;
  const room = Array.from({ length: count }, (_, b) => {
    const width = whole ? Number(points[b + 1]) - Number(points[b]) + (b === count - 1 ? 1 : 0) : wanted;
    return typeof points[b] === 'string' || points[b] !== points[b + 1] ? width : Math.min(width, 1);
  });
  const sizes = filledEvenly(room, Math.min(wanted, rows));
  const buckets = withRows(sizes, rows);
  const starts = [0];
  for (const size of sizes) starts.push(starts.at(-1)! + size);
  const all = starts[count]!;
  const bucketOf = (k: number) => {
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (starts[middle]! <= k) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  // The last bucket reaches its upper bound.
  const stepsOf = (bucket: number) =>
    bucket === count - 1 && sizes[bucket]! > 1 ? sizes[bucket]! - 1 : sizes[bucket]!;
  return {
    kind: bounds[0] instanceof Date ? 'instant' : typeof points[0] === 'string' ? 'text' : 'number',
    buckets,
    before(value) {
      const point = pointOf(value);
      const bucket = points.findLastIndex((bound) => bound <= point);
      if (bucket < 0) return 0;
      // The last value reaches the last bound.
      if (bucket >= count) return point === points[count] && sizes[count - 1]! > 1 ? all - 1 : all;
      const [low, high] = [points[bucket]!, points[bucket + 1]!];
      const share = typeof point === 'number' ? (point - Number(low)) / (Number(high) - Number(low)) : 0;
      return starts[bucket]! + Math.ceil(share * stepsOf(bucket));
    },
    at(k) {
      const bucket = bucketOf(k);
      const [inside, size] = [k - starts[bucket]!, sizes[bucket]!];
      const [low, high] = [points[bucket]!, points[bucket + 1]!];
      if (typeof low === 'string') return inside === 0 ? low : `${low}${suffix(inside, size)}`;
      const value = low + (inside * (Number(high) - low)) / stepsOf(bucket);
      if (gaps) return gaps.open(Math.floor(value));
      return bounds[0] instanceof Date ? Math.floor(value) : value;
    },
  };
}

/** Whole numbers counted without some of them. */
class Gaps {
  readonly #gaps: readonly number[];

  constructor(values: readonly number[]) {
    this.#gaps = [...values].sort((a, b) => a - b);
  }

  close(value: number): number {
    const next = this.#gaps.findIndex((gap) => gap >= value);
    return value - (next < 0 ? this.#gaps.length : next);
  }

  open(value: number): number {
    let [low, high] = [0, this.#gaps.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#gaps[middle]! - middle <= value) low = middle + 1;
      else high = middle;
    }
    return value + low;
  }
}

function numberOrText(value: unknown): number | string {
  if (value instanceof Date) return value.getTime() * 1000;
  return typeof value === 'number' ? value : String(value);
}

/** The same number in each, as far as there is room; the first ones take what does not divide. */
function filledEvenly(room: readonly number[], wanted: number): number[] {
  const sizes = room.map(() => 0);
  let left = wanted;
  for (;;) {
    const open = [...room.keys()].filter((i) => sizes[i]! < room[i]!);
    if (open.length === 0 || left === 0) return sizes;
    const each = Math.floor(left / open.length);
    for (const [n, i] of open.entries()) {
      const more = Math.min(room[i]! - sizes[i]!, each > 0 ? each : n < left ? 1 : 0);
      sizes[i]! += more;
    }
    left = wanted - sizes.reduce((sum, size) => sum + size, 0);
  }
}

/** As many rows in each bucket that has values, but at least one for each value. */
function withRows(sizes: readonly number[], rows: number): Segment[] {
  const even = rows / sizes.filter((size) => size > 0).length;
  const spare = rows - sizes.reduce((sum, size) => sum + size, 0);
  const lacking = sizes.map((size) => (size > 0 ? Math.max(0, even - size) : 0));
  const all = lacking.reduce((sum, lack) => sum + lack, 0);
  let [cumulative, before] = [0, 0];
  return sizes.map((size, i) => {
    cumulative += all > 0 ? lacking[i]! / all : 0;
    const until = i === sizes.length - 1 ? spare : Math.round(cumulative * spare);
    const more = size > 0 ? until - before : 0;
    before += more;
    return { size, rows: size + more };
  });
}

function suffix(i: number, size: number): string {
  return String(i).padStart(String(size).length, '0');
}
