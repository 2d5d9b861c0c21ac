import type { PgrehearseError } from '../../errors.ts';
import type { CatalogTable } from '../catalog/Catalog.ts';
import type { Lessons } from './planAuto.ts';

/** How often a table whose rows are too many for a key is tried with a tenth of them. */
const leastRows = 1;

/** Whether a table is worth another attempt, with fewer rows or with a column left empty. */
export function learnFrom(
  { code, cause }: PgrehearseError,
  table: CatalogTable,
  rows: number,
  { most, empty }: Lessons,
): boolean {
  if (code === 'data/duplicate-key' && rows > leastRows) {
    most.set(table.name, Math.max(leastRows, Math.floor(rows / 10)));
    return true;
  }
  const constraint = (cause as { constraint?: string } | undefined)?.constraint;
  const check = table.checks.find(({ name }) => name === constraint);
  if (code !== 'data/row-refused' || check === undefined) return false;
  const known = empty.get(table.name) ?? new Set<string>();
  const column = table.columns.find(
    ({ name, notNull }) => check.columns.includes(name) && !notNull && !known.has(name),
  );
  if (column === undefined) return false;
  empty.set(table.name, known.add(column.name));
  return true;
}
