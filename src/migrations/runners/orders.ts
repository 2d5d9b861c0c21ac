import type { MigrationPaths } from '../MigrationPaths.ts';

type Order = (a: MigrationPaths, b: MigrationPaths) => number;

/** By name, as bytes compare. */
export const byName: Order = (a, b) => compare(a.id, b.id);

/** By the number that the name begins with, then by name. */
export const byNumber: Order = (a, b) => compare(numberOf(a.id), numberOf(b.id)) || byName(a, b);

function numberOf(id: string): bigint {
  return BigInt(/^\d+/.exec(id)?.[0] ?? 0);
}

function compare<T extends string | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
