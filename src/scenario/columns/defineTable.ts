import { PgrehearseError } from '../../errors.ts';
import type { AnyColumn, ValueOf } from './ColumnDeclaration.ts';
import { checkColumn } from './checkColumn.ts';
import { checkStorage } from './checkStorage.ts';
import type { DerivedColumn } from './derived.ts';
import type { Storage, TableDeclaration, TableRows } from './TableDeclaration.ts';

type RowOf<C> = { readonly [K in keyof C]: ValueOf<C[K]> };

/**
 * Declares the rows of a table. Columns that are left out get their default, or NULL. Derived columns may
 * stand among the others, or in `derivedColumns`, where the row that they are made from is typed.
 *
 * @param name schema-qualified, as PostgreSQL prints it: `public.orders`, `public."User"`
 * @throws PgrehearseError `data/…` for a declaration that cannot hold
 */
export function defineTable<
  const C extends Readonly<Record<string, AnyColumn>>,
  const D extends Readonly<Record<string, AnyColumn | DerivedColumn<RowOf<C>>>> = Record<never, never>,
>(name: string, columns: C, derivedColumns?: D): TableDeclaration<C & D> {
  const all = { ...columns, ...derivedColumns } as C & D;
  const entries = Object.entries<AnyColumn>(all);
  if (entries.length === 0)
    throw new PgrehearseError('data/columns', `table ${name}: expected at least one column, found none`);
  for (const [column, declaration] of entries) checkColumn(declaration, name, column);
  const table: TableDeclaration<C & D> = {
    name,
    columns: all,
    rows: (count, storage) => tableRows(table, count, storage),
  };
  return table;
}

function tableRows(table: TableDeclaration, rows: number, storage?: Storage): TableRows {
  checkRows(table.name, rows);
  if (storage === undefined) return { table, rows };
  checkStorage(table.name, storage);
  return { table, rows, storage };
}

/** Throws `data/rows`. */
export function checkRows(table: string, rows: unknown): void {
  if (typeof rows === 'number' && Number.isInteger(rows) && rows > 0 && rows < 2 ** 31) return;
  throw new PgrehearseError(
    'data/rows',
    `table ${table}: expected a positive number of rows, found ${rows}`,
    {
      detail: 'Rows are an integer from 1 to 2,147,483,647.',
      hint: `Leave the table out of data if it should stay empty.`,
    },
  );
}
