import { PgrehearseError } from '../../errors.ts';
import { nearest } from '../nearest.ts';
import { type Check, type Column, columnChecks, type Kind } from './Column.ts';
import type { AnyColumn, Refuse } from './ColumnDeclaration.ts';
import { columnFields } from './columnFields.ts';

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
  checkFields(column, kind as Kind, `column ${name} of table ${table}`, table);
  const check = columnChecks[kind as Kind] as Check<Column>;
  check(column as Column, refuse, (inner) => checkColumn(inner, table, name));
}

/** Options are spread into a declaration; one that there is none of would have no effect. */
function checkFields(column: AnyColumn, kind: Kind, place: string, table: string): void {
  const fields = columnFields[kind];
  const unknown = Object.keys(column).find((field) => !Object.hasOwn(fields, field));
  if (unknown === undefined) return;
  const known = Object.keys(fields).filter((field) => !['kind', 'value', 'row'].includes(field));
  const meant = nearest(unknown, known);
  throw new PgrehearseError('data/option', `${place}: ${kind} has no option '${unknown}'`, {
    source: `the declaration of ${table}`,
    hint: meant === undefined ? 'Leave it out.' : `Did you mean '${meant}'?`,
  });
}

function shown(found: unknown): string {
  if (typeof found === 'string') return `'${found}'`;
  if (typeof found === 'function') return 'a function';
  if (found instanceof Date) return found.toISOString();
  return typeof found === 'object' && found !== null ? JSON.stringify(found) : String(found);
}
