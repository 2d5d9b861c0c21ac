import { PgrehearseError } from '../../errors.ts';
import { formatCount } from '../../units.ts';
import type { CatalogColumn, CatalogTable } from '../catalog/Catalog.ts';

/** The column that a value is meant for. */
export interface Place {
  table: CatalogTable;
  column: CatalogColumn;
}
export function outOfRange({ table, column }: Place, problem: string, row: number | null): PgrehearseError {
  const where = row === null ? '' : `, row ${formatCount(row)}`;
  return new PgrehearseError(
    'data/value',
    `column ${column.name} of table ${table.name}${where}: ${problem}`,
    {
      detail: `The column's type is ${column.type.name}.`,
      source: `the declaration of ${table.name}`,
      hint: 'Declare values that the type can hold.',
    },
  );
}

export function nullRefused({ table, column }: Place, row: number | null): PgrehearseError {
  const where = row === null ? '' : `, row ${formatCount(row)}`;
  return new PgrehearseError(
    'data/null',
    `column ${column.name} of table ${table.name}${where}: expected a value, found NULL`,
    {
      detail: 'The column is NOT NULL.',
      source: `the declaration of ${table.name}`,
      hint: 'Declare a value for every row, without nullable(…) or a share of NULL.',
    },
  );
}
