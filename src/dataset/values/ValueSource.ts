import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import type { TableDeclaration } from '../../scenario/columns/TableDeclaration.ts';
import type { Key } from '../random/Key.ts';
import type { TableSources } from './TableSources.ts';
import type { Vector } from './Vector.ts';

/** A column's declaration made ready to generate: a pure function of the row's number, from 0. */
export interface ValueSource {
  /** Filled by `fill`; the same object every time, so that encoders can hold on to it. */
  readonly vector: Vector;
  /** The least and the greatest number that can come, where that is known. */
  readonly bounds?: { readonly min: number; readonly max: number };
  /** Values that will come in some row: what a type refuses is said before the first row. */
  readonly extremes?: readonly unknown[];
  /** Whether the texts are meant for JSON and are none. */
  readonly notJson?: boolean;
  /** The most different values that can come, where that is known. */
  readonly distinct?: number;
  /** Whether each row draws one of them for itself, so that equal ones come by chance. */
  readonly drawn?: boolean;
  /** Whether some values are meant to have no parent. */
  readonly orphans?: boolean;
  /** Whether NULL will come; `perhaps` where an author's function decides. */
  readonly nullable: boolean | 'perhaps';
  /** Generates the values of rows in any order, at most `batchRows` at once. */
  fill(rows: Int32Array, count: number): void;
}

/** What a column is compiled in. */
export interface SourceContext {
  readonly world: World;
  readonly table: TableDeclaration;
  readonly column: string;
  /** The number of rows of the table. */
  readonly rows: number;
  /** The column's own stream of random numbers; wrappers draw from streams beside it. */
  readonly key: Key;
  /** The other columns of the row. */
  readonly siblings: TableSources;
  /** Compiles a column that is part of this one, with a stream named by `part`, or with this column's own. */
  inner(column: AnyColumn, part?: string): ValueSource;
  /** The context of another column of the table, whose stream this one draws from. */
  named(column: string): SourceContext;
  /** A context for rows other than the batch's, out of so many, as a wrapper that redirects rows needs it. */
  elsewhere(rows?: number): { context: SourceContext; sources: TableSources };
}

/** Everything that shapes the rows, declarations apart. */
export interface World {
  readonly seed: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Rows of each table, by declared name. */
  readonly rows: ReadonlyMap<string, number>;
  /** Dictionaries are made once and shared, by the declaration (or a name) and its key; workers are sent them. */
  readonly dictionaries: Map<unknown, Map<string, readonly unknown[]>>;
}
