import type { ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { type Correlated, checkCorrelation } from './Correlated.ts';

export interface ZipfSkew {
  readonly exponent: number;
}
export interface ZipfColumn extends ColumnDeclaration<number>, ZipfSkew, Correlated {
  readonly kind: 'zipf';
  readonly values: number;
}
/** How unevenly something is drawn from. */
export type Skew = 'uniform' | ZipfSkew;

/** The k-th most frequent of something is 1/k^exponent as frequent as the first; with `values`, a column of 1 to that many. */
export function zipf(exponent: number): ZipfSkew;
export function zipf(exponent: number, values: number, options?: Correlated): ZipfColumn;
export function zipf(exponent: number, values?: number, options: Correlated = {}): ZipfSkew | ZipfColumn {
  return values === undefined ? { exponent } : { kind: 'zipf', exponent, values, ...options };
}

export function checkZipf(column: ZipfColumn, refuse: Refuse): void {
  checkSkew(column, refuse);
  checkCorrelation(column, refuse);
  if (!(Number.isInteger(column.values) && column.values > 0 && column.values < 2 ** 31))
    refuse('values', 'a positive number of values', column.values);
}

export function checkSkew(skew: Skew, refuse: Refuse): void {
  if (skew !== 'uniform' && !(skew.exponent > 0 && skew.exponent <= 10))
    refuse('skew', "'uniform' or zipf(exponent) with an exponent above 0, at most 10", skew.exponent);
}
