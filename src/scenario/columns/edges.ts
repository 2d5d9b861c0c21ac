import type { AnyColumn, ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { checkShare } from './nullable.ts';

/** Types by name; with a length, or precision and scale, where they have one. */
export type EdgeType =
  | 'smallint'
  | 'integer'
  | 'bigint'
  | 'real'
  | 'double precision'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'text'
  | { readonly varchar: number }
  | { readonly numeric: readonly [precision: number, scale: number] };

export interface EdgesColumn<Value = unknown> extends ColumnDeclaration<Value> {
  readonly kind: 'edges';
  readonly share: number;
  readonly of: EdgeType;
  readonly column: ColumnDeclaration<Value>;
}

/**
 * A share of the values lies at the edges of the column's type: the least and the greatest number, NaN and
 * infinity, infinite and very old dates, empty and longest texts, each as often as the other.
 * `edges(0.001, 'timestamptz', timestamps({ from: '-90 d' }))`, `edges(0.001, { varchar: 40 }, template('a{n}'))`.
 */
export function edges<Value>(
  share: number,
  of: EdgeType,
  column: ColumnDeclaration<Value>,
): EdgesColumn<Value> {
  return { kind: 'edges', share, of, column };
}

const names: readonly unknown[] = [
  'smallint',
  'integer',
  'bigint',
  'real',
  'double precision',
  'date',
  'timestamp',
  'timestamptz',
  'text',
];

export function checkEdges(
  { share, of, column }: EdgesColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  checkShare(share, refuse);
  checkInner(column);
  if (names.includes(of)) return;
  if (typeof of === 'object' && of !== null) {
    if ('varchar' in of && Number.isInteger(of.varchar) && of.varchar > 0) return;
    // PostgreSQL's own bounds, cut to what is written without an exponent.
    if ('numeric' in of && Array.isArray(of.numeric)) {
      const [precision, scale] = of.numeric;
      if (precision >= 1 && precision <= 1000 && scale >= 0 && scale <= precision) return;
    }
  }
  refuse('edges', `${names.join(', ')}, { varchar: n } or { numeric: [precision, scale] }`, of);
}
