import type { Faker } from '@faker-js/faker';
import type { ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { type Correlated, checkCorrelation } from './Correlated.ts';
import { checkSkew, type Skew } from './zipf.ts';

export interface PoolColumn<Value = unknown> extends ColumnDeclaration<Value>, Correlated {
  readonly kind: 'pool';
  readonly size: number;
  readonly make: (faker: Faker) => Value;
  readonly skew: Skew;
}

/**
 * Draws from a dictionary of up to `size` different values, made once by a seeded faker. With a correlation
 * every value comes; texts are ordered as the C collation does.
 */
export function pool<Value>(
  size: number,
  make: (faker: Faker) => Value,
  options: { skew?: Skew } & Correlated = {},
): PoolColumn<Value> {
  return { kind: 'pool', size, make, skew: 'uniform', ...options };
}

export function checkPool(column: PoolColumn, refuse: Refuse): void {
  const { size, make, skew } = column;
  checkCorrelation(column, refuse);
  if (!(Number.isInteger(size) && size > 0 && size <= 5_000_000))
    refuse('pool', 'a pool of 1 to 5,000,000 values', size);
  if (typeof make !== 'function') refuse('pool', 'a function that makes a value', typeof make);
  checkSkew(skew, refuse);
}
