import { PgrehearseError } from '../../errors.ts';
import type { AnyColumn, ColumnDeclaration, Refuse, ValueOf } from './ColumnDeclaration.ts';
import { type Correlated, checkCorrelation } from './Correlated.ts';
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
  readonly inTurn: number | null;
  readonly alike: number | null;
  readonly fanOut: FanOut | null;
  readonly matching: Matching | null;
  readonly correlation: number | null;
  /** Skew, childless and correlation are to be taken from production.json. */
  readonly asProduction: boolean;
}

/**
 * How many children parents have: shares of the parents by number of children, none included, as in
 * `{ 0: 25, 1: 50, 2: 20, 40: 5 }`; or a column of numbers that is drawn for each parent and scaled so that
 * the children add up, as in `lognormal(5, 1.2)`.
 */
export type FanOut = Readonly<Record<number, number>> | ColumnDeclaration<number>;

/** A column of this table and one of the parent's that refer to the same table, and are to be equal. */
export interface Matching {
  readonly own: string;
  readonly parent: string;
}

export interface ReferenceOptions extends Correlated {
  /**
   * How unevenly the parents are referenced; default uniform. Frequent parents lie anywhere in their table.
   * `'production'`: as production.json knows it, with the share of parents that nothing references, the correlation
   * and, where the reference is not inside another column, the share of NULL.
   */
  skew?: Skew | 'production';
  /** Share of parents that no row references. */
  childless?: number;
  /** Children per parent, exactly; instead of skew and childless. */
  fanOut?: FanOut;
  /**
   * How far the rows follow the order of the parents' rows: 1 for children that were stored with their
   * parents, as order items are. Makes the numbers of children exact.
   */
  correlation?: number;
  /** Another reference of this table: the same parent row is used, for keys of several columns. */
  together?: string;
  /**
   * A reference that the row has already, and that its parent must share: an account of the same tenant, by
   * `matching: 'tenant_id'`, or with the names of both columns where they differ. The parent's column needs
   * fanOut or correlation.
   */
  matching?: string | Matching;
  /** Each parent at most once: one-to-one. Needs as many parents as rows. */
  once?: boolean;
  /**
   * Another reference of this table that is paired with this one so that no pair comes twice, for tables
   * that join two others. Needs at most as many rows as there are pairs.
   */
  crossed?: string;
  /**
   * Parents in turn instead of drawn: row n, from 0, has the parent (⌊n / inTurn⌋ + n mod inTurn) mod parents, in an
   * order that all references to that table share. 1 for one after the other; for a further column of a unique key, the
   * number of combinations of the columns before it.
   */
  inTurn?: number;
  /**
   * A parent whose row number leaves the same remainder as this row's when divided by so many: the same tenant's, where
   * the tables of a tenant refer to so many tenants in turn. With inTurn, these parents in turn: of the rows with one
   * remainder, row n, from 0, has the parent (⌊n / inTurn⌋ + n mod inTurn) mod the least number of parents that a
   * remainder has.
   */
  alike?: number;
}

type Columns = Readonly<Record<string, AnyColumn>>;

/** A value of another table's column, which need not be loaded first; a function where tables refer to each other. */
export function references<C extends Columns, K extends keyof C & string>(
  table: TableDeclaration<C> | (() => TableDeclaration<C>),
  column: K,
  options: ReferenceOptions = {},
): ReferencesColumn<ValueOf<C[K]>> {
  if (typeof table !== 'function') checkTable(table, column);
  const parent = typeof table === 'function' ? table : () => table;
  return { kind: 'references', table: parent, column, ...defaults, ...resolved(options) };
}

function checkTable(table: unknown, column: string): void {
  if (typeof (table as TableDeclaration | null | undefined)?.columns === 'object') return;
  throw new PgrehearseError(
    'data/reference',
    `references(…, '${column}'): expected a table that defineTable gave, found ${table === undefined ? 'undefined' : typeof table}`,
    { hint: "Where two tables refer to each other, give a function: references(() => orders, 'id')." },
  );
}

/** A value of a column of the same table, for trees. Wrap it in nullable for rows without a parent. */
export function selfReference<Value = number>(
  column: string,
  options: ReferenceOptions = {},
): ReferencesColumn<Value> {
  return { kind: 'references', table: null, column, ...defaults, ...resolved(options) };
}

const defaults = {
  skew: 'uniform',
  childless: 0,
  together: null,
  once: false,
  crossed: null,
  inTurn: null,
  alike: null,
  fanOut: null,
  correlation: null,
  asProduction: false,
} as const;

/** Production is looked up when the scenario is loaded. */
type Resolved = Omit<ReferenceOptions, 'skew' | 'matching'> & Pick<ReferencesColumn, 'matching'>;

function resolved({
  skew,
  matching: given,
  ...options
}: ReferenceOptions): Resolved & { skew?: Skew; asProduction?: boolean } {
  const matching = typeof given === 'string' ? { own: given, parent: given } : (given ?? null);
  if (skew === 'production') return { ...options, matching, asProduction: true };
  return skew === undefined ? { ...options, matching } : { ...options, matching, skew };
}

export function isHistogram(fanOut: FanOut): fanOut is Readonly<Record<number, number>> {
  return !('kind' in fanOut);
}

export function checkReferences(
  column: ReferencesColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  const { skew, childless, fanOut, correlation, together, crossed, once, inTurn, alike, matching } = column;
  checkSkew(skew, refuse);
  checkShare(childless, refuse);
  if (childless === 1) refuse('share', 'a share of childless parents below 1', childless);
  if (correlation !== null) checkCorrelation({ correlation }, refuse);
  for (const number of [inTurn, alike])
    if (number !== null && !(Number.isSafeInteger(number) && number > 0))
      refuse('in-turn', 'a positive whole number', number);
  const ways = [
    once,
    crossed !== null,
    inTurn !== null || alike !== null,
    fanOut !== null || correlation !== null,
  ];
  if ((inTurn !== null || alike !== null) && ways.filter(Boolean).length > 1)
    refuse('in-turn', 'inTurn or alike without another way to choose parents', 'both');
  if (crossed !== null && correlation !== null) refuse('crossed', 'crossed without correlation', correlation);
  if (together !== null && (correlation !== null || fanOut !== null || skew !== 'uniform' || childless !== 0))
    refuse('together', 'the options of the parent where the reference that it goes with is', 'both');
  const others = skew !== 'uniform' || childless !== 0 || once || crossed !== null || together !== null;
  if (matching !== null && (others || fanOut !== null || correlation !== null))
    refuse('matching', 'matching without other options', 'both');
  if (fanOut === null) return;
  if (skew !== 'uniform' || childless !== 0 || once || crossed !== null)
    refuse('fan-out', 'a fan-out without skew, childless, once or crossed', 'both');
  if (isHistogram(fanOut)) checkHistogram(fanOut, refuse);
  else checkInner(fanOut);
}

function checkHistogram(histogram: Readonly<Record<number, number>>, refuse: Refuse): void {
  const entries = Object.entries(histogram);
  for (const [children, weight] of entries) {
    if (!/^\d{1,9}$/.test(children)) refuse('fan-out', 'numbers of children, 0 or more', children);
    if (!(weight >= 0 && Number.isFinite(weight))) refuse('weights', 'weights of 0 or more', weight);
  }
  if (!entries.some(([children, weight]) => Number(children) > 0 && weight > 0))
    refuse('weights', 'a weight above 0 for parents with children', JSON.stringify(histogram));
}
