import type { DerivedColumn } from '../../scenario/columns/derived.ts';
import { derived } from '../../scenario/columns/derived.ts';
import { keyOf } from '../random/Key.ts';
import type { Digit } from './AutoTable.ts';
import { literalOf, spelled } from './spelled.ts';

/** An odd multiplier of a name's own, below 2³¹: groups of columns with different ones are scattered independently. */
export function multiplierOf(...name: string[]): number {
  return (keyOf(0, ...name)[0] & 0x7fffffff) | 1;
}

/** Of the first row from 1, an index below `count`, the same for all columns with this multiplier. */
export function indexOf(n: number, multiplier: number, count: number): number {
  return (Math.imul(n, multiplier) >>> 8) % count;
}

/** As `indexOf`, in JavaScript. */
export function indexText(multiplier: number, count: number): string {
  return `(Math.imul(n, ${multiplier}) >>> 8) % ${count}`;
}

/** One of some values in each row, all about as often. */
export function scattered(values: readonly unknown[], multiplier: number): DerivedColumn<never, unknown> {
  return derived(
    spelled(
      (_row: never, n: number) => values[indexOf(n, multiplier, values.length)],
      `(_row, n) => ${literalOf(values)}[${indexText(multiplier, values.length)}]`,
    ),
  );
}

/** The digit that a row has. */
export function digitOf(n: number, { stride, values }: Digit): number {
  return (Math.floor((n - 1) / stride) + ((n - 1) % stride)) % values;
}

/** As `digitOf`, in JavaScript. */
export function digitText({ stride, values }: Digit): string {
  if (stride === 1) return `(n - 1) % ${values}`;
  return `(Math.floor((n - 1) / ${stride}) + ((n - 1) % ${stride})) % ${values}`;
}
