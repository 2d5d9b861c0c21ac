import { finder, type Masses, startOfEven } from './Masses.ts';
import { mulDiv } from './mulDiv.ts';
import { TieSum } from './Ties.ts';

/** Values that follow each other and share their rows evenly; a single one may have any number of rows. */
export interface Segment {
  readonly size: number;
  /** At least one for each value. */
  readonly rows: number;
}

/** Segments of values, each with its own number of rows, in as much memory as there are segments. */
export function segmentedMasses(segments: readonly Segment[]): Masses {
  const filled = segments.filter(({ size }) => size > 0);
  const starts = new Uint32Array(filled.length + 1);
  const firsts = new Uint32Array(filled.length + 1);
  for (const [i, { size, rows }] of filled.entries()) {
    starts[i + 1] = starts[i]! + rows;
    firsts[i + 1] = firsts[i]! + size;
  }
  const total = starts[filled.length]!;
  const sizes = Uint32Array.from(filled, ({ size }) => size);
  const rows = Uint32Array.from(filled, (segment) => segment.rows);
  const atPosition = finder(starts);
  const atValue = finder(firsts);
  const sum = new TieSum();
  for (const each of filled) sum.add(each.rows / each.size / total, each.size);
  return {
    size: firsts[filled.length]!,
    total,
    most: filled.reduce((most, each) => Math.max(most, Math.ceil(each.rows / each.size)), 0),
    ties: sum.ties,
    valueAt(position) {
      const segment = atPosition(position);
      const inside = position - starts[segment]!;
      const size = sizes[segment]!;
      if (size === 1) return firsts[segment]!;
      return firsts[segment]! + (size === rows[segment] ? inside : mulDiv(inside, size, rows[segment]!));
    },
    startOf(value) {
      const segment = atValue(value);
      return starts[segment]! + startOfEven(value - firsts[segment]!, sizes[segment]!, rows[segment]!);
    },
  };
}
