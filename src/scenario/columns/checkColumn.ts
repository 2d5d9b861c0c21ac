import { PgrehearseError } from '../../errors.ts';
import { type Check, type Column, columnChecks, type Kind } from './Column.ts';
import type { AnyColumn, Refuse } from './ColumnDeclaration.ts';

/** Throws `data/<rule>`, naming table and column, for a declaration that cannot hold. */
export function checkColumn(column: AnyColumn, table: string, name: string): void {
  const refuse: Refuse = (rule, expected, found) => {
    throw new PgrehearseError(
      `data/${rule}`,
      `column ${name} of table ${table}: expected ${expected}, found ${shown(found)}`,
      { source: `the declaration of ${table}`, hint: `Correct the ${kind} of this column.` },
    );
  };
  const kind = typeof column === 'object' && column !== null ? column.kind : undefined;
  if (kind === undefined || !Object.hasOwn(columnChecks, kind)) {
    refuse('column', 'a column such as sequence() or oneOf([…])', column);
    return;
  }
  const check = columnChecks[kind as Kind] as Check<Column>;
  check(column as Column, refuse, (inner) => checkColumn(inner, table, name));
}

function shown(found: unknown): string {
  if (typeof found === 'string') return `'${found}'`;
  if (typeof found === 'function') return 'a function';
  if (found instanceof Date) return found.toISOString();
  return typeof found === 'object' && found !== null ? JSON.stringify(found) : String(found);
}
