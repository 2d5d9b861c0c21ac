import type { AnyColumn } from './ColumnDeclaration.ts';

/** A table whose rows are generated. A value is a pure function of seed, table, column and row. */
export interface TableDeclaration<
  C extends Readonly<Record<string, AnyColumn>> = Readonly<Record<string, AnyColumn>>,
> {
  /** Schema-qualified, as PostgreSQL prints it: `public.orders`, `public."User"`. */
  readonly name: string;
  readonly columns: C;
  /** This table with a number of rows, at `--scale 1`. */
  rows(count: number): TableRows;
}

export interface TableRows {
  readonly table: TableDeclaration;
  /** Positive integer. */
  readonly rows: number;
}
