import { messageOf, PgrehearseError } from '../../errors.ts';
import { formatCount } from '../../units.ts';
import type { CatalogTable } from '../catalog/Catalog.ts';
import { readValue } from '../values/readValue.ts';
import { shapeOf } from '../values/shapeOf.ts';
import type { TableSources } from '../values/TableSources.ts';

interface ServerError extends Error {
  code?: string;
  detail?: string;
  where?: string;
  column?: string;
  constraint?: string;
}

/**
 * What the server said while a table was filled: the row that it said it of, the shapes of that row's values
 * and the declaration that made them, but no value.
 */
export function loadError(error: unknown, table: CatalogTable, sources: TableSources): unknown {
  if (error instanceof PgrehearseError) return error;
  const { code, message, where, constraint } = error as ServerError;
  const { name } = table;
  if (!isServerError(code))
    return new PgrehearseError(
      'server/connection-lost',
      `table ${name}: the connection was lost while it was filled`,
      { detail: messageOf(error), cause: error },
    );
  if (code === '53100')
    return new PgrehearseError('disk/full', `table ${name}: ${message}`, {
      hint: 'Free space on the disk, or use a smaller --scale.',
      cause: error,
    });
  if (code === '23505' || code === '23P01')
    return new PgrehearseError(
      'data/duplicate-key',
      `table ${name}: its rows do not fit ${constraint ?? 'a unique index'}: ${message}`,
      {
        detail: withoutKeys((error as ServerError).detail),
        source: `the declaration of ${name}`,
        hint: 'Declare a unique column such as sequence(), uuid() or template(…).',
        cause: error,
      },
    );
  const [, line, named] = /, line (\d+)(?:, column ([^:]+))?/.exec(where ?? '') ?? [];
  const row = Number(line ?? 0);
  const columns = columnsOf(error as ServerError, named, table, sources);
  const place = columns.length === 1 ? `, column ${columns[0]}` : '';
  return new PgrehearseError(
    'data/row-refused',
    `table ${name}${row > 0 ? `, row ${formatCount(row)}` : ''}${place}: ${withoutValues(message, code!)}`,
    {
      detail: row > 0 ? `The row has ${shapes(sources, row)}.` : undefined,
      source: `the declaration of ${name}${declarations(columns, sources)}`,
      hint: 'Declare values that the constraint and the type allow.',
      cause: error,
    },
  );
}

/** The columns that the error is about: the one that it names, or those of the CHECK constraint. */
function columnsOf(
  { column, constraint }: ServerError,
  named: string | undefined,
  { checks }: CatalogTable,
  { table }: TableSources,
): string[] {
  const known = (name: string) => Object.hasOwn(table.columns, name);
  const one = column ?? named;
  if (one !== undefined) return [one];
  return (checks.find(({ name }) => name === constraint)?.columns ?? []).filter(known);
}

/** `, column a: nullable(uniform)`. */
function declarations(columns: readonly string[], { table }: TableSources): string {
  return columns
    .filter((name) => Object.hasOwn(table.columns, name))
    .map((name) => `, column ${name}: ${kinds(table.columns[name])}`)
    .join('');
}

function kinds(declaration: unknown): string {
  const { kind, column } = declaration as { kind: string; column?: unknown };
  return typeof column === 'object' && column !== null ? `${kind}(${kinds(column)})` : kind;
}

function shapes(sources: TableSources, row: number): string {
  sources.begin(Int32Array.of(row - 1), 1);
  return Object.keys(sources.table.columns)
    .map((name) => `${name}: ${shapeOf(readValue(sources.filled(name).vector, 0))}`)
    .join(', ');
}

/** Messages of data exceptions and of input functions' syntax errors quote the value; those of constraints quote names. */
function withoutValues(message: string, code: string): string {
  return /^(22|42601)/.test(code) ? message.replace(/"[\s\S]*"/, '"…"') : message;
}

/** `Key (a)=(1) is duplicated.` without what it is. */
function withoutKeys(detail: string | undefined): string | undefined {
  return detail?.replace(/=\([\s\S]*\)/, '');
}

/** Whether it is a SQLSTATE, which has a digit (EPIPE has none), of an error that leaves the connection standing. */
function isServerError(code: string | undefined): boolean {
  return code !== undefined && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) && !/^(08|57)/.test(code);
}
