import type { AnyColumn, ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { checkShare } from './nullable.ts';
import { checkWays, type Untidiness } from './untidy.ts';

export interface DuplicatedColumn<Value = unknown> extends ColumnDeclaration<Value> {
  readonly kind: 'duplicated';
  readonly rate: number;
  readonly cluster: number | Readonly<Record<number, number>>;
  readonly variant: ((value: Value, copy: number) => Value) | readonly Untidiness[] | null;
  readonly column: ColumnDeclaration<Value>;
}

interface Duplication<Value> {
  /** Share of rows whose value another row already has. */
  rate: number;
  /** Rows that share one value, the first included; default 2. Or weights of clusters by size: `{ 2: 80, 3: 15, 40: 5 }`. */
  cluster?: number | Readonly<Record<number, number>>;
  /**
   * Alters a copy (1, 2, …) of the first row's value, as people do: `(email) => email.toUpperCase()`, or ways
   * to be untidy: `['upper-case', 'trailing-space']`.
   */
  variant?: ((value: Value, copy: number) => Value) | (Value extends string ? readonly Untidiness[] : never);
}

/** A column that should be unique and, as in real life, is not quite. */
export function duplicated<Value>(
  duplication: number | Duplication<Value>,
  column: ColumnDeclaration<Value>,
): DuplicatedColumn<Value> {
  const given = typeof duplication === 'number' ? { rate: duplication } : duplication;
  return { kind: 'duplicated', cluster: 2, variant: null, ...given, column };
}

export function checkDuplicated(
  { rate, cluster, variant, column }: DuplicatedColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  checkShare(rate, refuse);
  const sizes = clusterSizes(cluster);
  for (const [size, weight] of sizes) {
    if (!(Number.isInteger(size) && size >= 2)) refuse('cluster', 'a cluster of 2 or more rows', size);
    if (!(weight >= 0 && Number.isFinite(weight))) refuse('weights', 'weights of 0 or more', weight);
  }
  const total = sizes.reduce((sum, [size, weight]) => sum + size * weight, 0);
  if (total === 0) refuse('weights', 'a weight above 0', 0);
  const most = sizes.reduce((sum, [size, weight]) => sum + (size - 1) * weight, 0) / total;
  if (rate > most)
    refuse(
      'share',
      `a rate of at most ${most} with clusters of ${sizes.map(([size]) => size).join(', ')}`,
      rate,
    );
  if (Array.isArray(variant)) checkWays(variant, refuse);
  else if (variant !== null && typeof variant !== 'function')
    refuse('variant', 'a function, or ways to be untidy', variant);
  checkInner(column);
}

/** Sizes of clusters with their weights, ascending. */
export function clusterSizes(
  cluster: DuplicatedColumn['cluster'],
): (readonly [size: number, weight: number])[] {
  if (typeof cluster === 'number') return [[cluster, 1]];
  return Object.entries(cluster).map(([size, weight]) => [Number(size), weight] as const);
}
