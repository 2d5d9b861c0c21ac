import type { AnyColumn, ColumnDeclaration, Refuse, ValueOf } from './ColumnDeclaration.ts';
import { checkShare } from './nullable.ts';
import type { TableDeclaration } from './TableDeclaration.ts';
import { checkSkew, type Skew } from './zipf.ts';

export interface ReferencesColumn<Value = unknown> extends ColumnDeclaration<Value> {
  readonly kind: 'references';
  /** Null: the table that the column is in. */
  readonly table: (() => TableDeclaration) | null;
  readonly column: string;
  readonly skew: Skew;
  readonly childless: number;
  readonly together: string | null;
  readonly once: boolean;
  readonly crossed: string | null;
}

export interface ReferenceOptions {
  /** How unevenly the parents are referenced; default uniform. Frequent parents lie anywhere in their table. */
  skew?: Skew;
  /** Share of parents that no row references. */
  childless?: number;
  /** Another reference of this table: the same parent row is used, for keys of several columns. */
  together?: string;
  /** Each parent at most once: one-to-one. Needs as many parents as rows. */
  once?: boolean;
  /**
   * Another reference of this table that is paired with this one so that no pair comes twice, for tables
   * that join two others. Needs at most as many rows as there are pairs.
   */
  crossed?: string;
}

type Columns = Readonly<Record<string, AnyColumn>>;

/** A value of another table's column, which need not be loaded first; a function where tables refer to each other. */
export function references<C extends Columns, K extends keyof C & string>(
  table: TableDeclaration<C> | (() => TableDeclaration<C>),
  column: K,
  options: ReferenceOptions = {},
): ReferencesColumn<ValueOf<C[K]>> {
  const parent = typeof table === 'function' ? table : () => table;
  return { kind: 'references', table: parent, column, ...defaults, ...options };
}

/** A value of a column of the same table, for trees. Wrap it in nullable for rows without a parent. */
export function selfReference<Value = number>(
  column: string,
  options: ReferenceOptions = {},
): ReferencesColumn<Value> {
  return { kind: 'references', table: null, column, ...defaults, ...options };
}

const defaults = { skew: 'uniform', childless: 0, together: null, once: false, crossed: null } as const;

export function checkReferences({ skew, childless }: ReferencesColumn, refuse: Refuse): void {
  checkSkew(skew, refuse);
  checkShare(childless, refuse);
  if (childless === 1) refuse('share', 'a share of childless parents below 1', childless);
}
