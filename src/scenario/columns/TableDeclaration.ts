import type { AnyColumn } from './ColumnDeclaration.ts';

/** A table whose rows are generated. A value is a pure function of seed, table, column and row. */
export interface TableDeclaration<
  C extends Readonly<Record<string, AnyColumn>> = Readonly<Record<string, AnyColumn>>,
> {
  /** Schema-qualified, as PostgreSQL prints it: `public.orders`, `public."User"`. */
  readonly name: string;
  readonly columns: C;
  /** This table with a number of rows, at `--scale 1`, and how they are stored. */
  rows(count: number, storage?: Storage): TableRows;
}

export interface TableRows {
  readonly table: TableDeclaration;
  /** Positive integer. */
  readonly rows: number;
  readonly storage?: Storage;
}

/** What old tables have beside their rows. */
export interface Storage {
  /**
   * Dead tuples, as a share of all tuples, 0 to 0.9: versions that no VACUUM has removed. They take their
   * space in the table and its indexes, and the pages of the rows that they were made from are not
   * all-visible. Not with a fillfactor below 100, whose pages the server prunes when it reads them.
   */
  readonly deadTuples?: number;
  /** The table's fillfactor, 10 to 100, set before it is filled: each page keeps the rest free. */
  readonly fillfactor?: number;
}
