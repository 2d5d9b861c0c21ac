import type { Production } from './Production.ts';
import { statisticsOf } from './statisticsOf.ts';

/** How unevenly rows refer to their parents, free of how many of both there are. */
export interface KnownReferences {
  /** Share of parents that no row refers to, 0 to 0.99; missing where the parents were not counted. */
  childless?: number;
  /** The k-th most referenced has 1/k^exponent of the first's children; 0: all have as many. */
  exponent: number;
  /** Of the physical order with that of the values. */
  correlation: number;
  /** Share of rows that refer to nothing. */
  nullFraction: number;
}

/** Ranks up to this one are added one by one; the rest is an integral. */
const exactRanks = 1000;

/** What production's statistics say of a foreign key of one column; null where they do not. */
export function referencesOf(
  production: Production,
  table: string,
  column: string,
  parent: string,
): KnownReferences | null {
  const known = statisticsOf(production, table, column);
  const rows = production.tables[table]?.rows;
  if (known?.nDistinct === undefined || known.nullFrac === undefined || rows === undefined) return null;
  const key = Object.values(production.tables[table]!.foreignKeys ?? {}).find(
    ({ columns }) => columns.length === 1 && columns[0] === column,
  );
  const counted = key?.fanOut?.exact ? key.fanOut : null;
  const distinct =
    counted?.parentsWithChildren ?? (known.nDistinct < 0 ? -known.nDistinct * rows : known.nDistinct);
  if (distinct < 1) return null;
  const present = rows * (1 - known.nullFrac);
  // The list of common values holds what stands out of a sample; a count of the greatest is exact.
  const common = (known.mostCommonFreqs ?? []).map((share) => share / (1 - known.nullFrac!));
  const head = counted?.max === undefined || present === 0 ? common : [counted.max / present];
  const parents = production.tables[parent]?.rows;
  return {
    ...(parents ? { childless: Math.min(0.99, Math.max(0, 1 - distinct / parents)) } : {}),
    exponent: exponentOf(head, distinct),
    correlation: known.correlation ?? 0,
    nullFraction: known.nullFrac,
  };
}

/** Zipf's exponent, 0 to 3, at which the first ranks have the share of all that they were seen to have; by bisection. */
function exponentOf(head: readonly number[], distinct: number): number {
  const seen = Math.min(
    1,
    head.reduce((sum, share) => sum + share, 0),
  );
  if (head.length === 0 || distinct <= head.length) return slopeOf(head);
  const shareAt = (exponent: number) =>
    harmonic(head.length, exponent) / harmonic(Math.round(distinct), exponent);
  let [low, high] = [0, 3];
  if (shareAt(low) >= seen * 0.999) return 0;
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (shareAt(middle) < seen) low = middle;
    else high = middle;
  }
  return Math.round(high * 1000) / 1000;
}

/** Where every value is common: the slope of least squares through the logarithms of rank and share. */
function slopeOf(head: readonly number[]): number {
  if (head.length < 2) return 0;
  const points = head.map((share, i) => [Math.log(i + 1), Math.log(share)] as const);
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  const variance = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return Math.round(Math.min(3, Math.max(0, -covariance / variance)) * 1000) / 1000;
}

/** The sum of 1/k^s for k up to n, by Euler and Maclaurin's integral with half of its ends behind the first ranks. */
function harmonic(n: number, s: number): number {
  let sum = 0;
  const near = Math.min(n, exactRanks);
  for (let k = 1; k <= near; k++) sum += k ** -s;
  if (n <= near) return sum;
  const integral = Math.abs(s - 1) < 1e-9 ? Math.log(n / near) : (n ** (1 - s) - near ** (1 - s)) / (1 - s);
  return sum + integral + (n ** -s - near ** -s) / 2;
}
