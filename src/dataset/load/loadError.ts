import { messageOf, PgrehearseError } from '../../errors.ts';
import { formatCount } from '../../units.ts';
import { readValue } from '../values/readValue.ts';
import type { TableSources } from '../values/TableSources.ts';

interface ServerError extends Error {
  code?: string;
  detail?: string;
  where?: string;
  column?: string;
  constraint?: string;
}

/** What the server said while a table was filled, with the row that it said it of. */
export function loadError(error: unknown, table: string, sources: TableSources | null): unknown {
  if (error instanceof PgrehearseError) return error;
  const { code, message, detail, where, constraint } = error as ServerError;
  const source = `the declaration of ${table}`;
  if (!isServerError(code))
    return new PgrehearseError(
      'server/connection-lost',
      `table ${table}: the connection was lost while it was filled`,
      { detail: messageOf(error), cause: error },
    );
  if (code === '53100')
    return new PgrehearseError('disk/full', `table ${table}: ${message}`, {
      detail,
      hint: 'Free space on the disk, or use a smaller --scale.',
      cause: error,
    });
  if (code === '23505' || code === '23P01')
    return new PgrehearseError(
      'data/duplicate-key',
      `table ${table}: its rows do not fit ${constraint ?? 'a unique index'}: ${message}`,
      {
        detail,
        source,
        hint: 'Declare a unique column such as sequence(), uuid() or template(…).',
        cause: error,
      },
    );
  const row = Number(/, line (\d+)/.exec(where ?? '')?.[1] ?? 0);
  return new PgrehearseError(
    'data/row-refused',
    `table ${table}${row > 0 ? `, row ${formatCount(row)}` : ''}: ${message}`,
    {
      detail: row > 0 && sources ? `The row is ${rowText(sources, row)}.` : detail,
      source,
      hint: 'Declare values that the constraint and the type allow.',
      cause: error,
    },
  );
}

/** Whether it is a SQLSTATE, which has a digit (EPIPE has none), of an error that leaves the connection standing. */
function isServerError(code: string | undefined): boolean {
  return code !== undefined && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) && !/^(08|57)/.test(code);
}

function rowText(sources: TableSources, row: number): string {
  sources.begin(Int32Array.of(row - 1), 1);
  const values = Object.keys(sources.table.columns).map((name) => {
    const value = readValue(sources.filled(name).vector, 0);
    const text = typeof value === 'bigint' ? String(value) : (JSON.stringify(value) ?? 'null');
    return `${name} ${text.length > 60 ? `${text.slice(0, 57)}…` : text}`;
  });
  return values.join(', ');
}
