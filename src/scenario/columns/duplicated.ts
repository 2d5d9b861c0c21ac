import type { AnyColumn, ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { checkShare } from './nullable.ts';

export interface DuplicatedColumn<Value = unknown> extends ColumnDeclaration<Value> {
  readonly kind: 'duplicated';
  readonly rate: number;
  readonly cluster: number;
  readonly variant: ((value: Value, copy: number) => Value) | null;
  readonly column: ColumnDeclaration<Value>;
}

interface Duplication<Value> {
  /** Share of rows whose value another row already has. */
  rate: number;
  /** Rows that share one value, the first included; default 2. */
  cluster?: number;
  /** Alters a copy (1, 2, …) of the first row's value, as people do: `(email) => email.toUpperCase()`. */
  variant?: (value: Value, copy: number) => Value;
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
  { rate, cluster, column }: DuplicatedColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  checkShare(rate, refuse);
  if (!(Number.isInteger(cluster) && cluster >= 2)) refuse('cluster', 'a cluster of 2 or more rows', cluster);
  if (rate > (cluster - 1) / cluster)
    refuse('share', `a rate of at most ${(cluster - 1) / cluster} with clusters of ${cluster}`, rate);
  checkInner(column);
}
