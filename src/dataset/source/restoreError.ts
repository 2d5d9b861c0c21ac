import { PgrehearseError } from '../../errors.ts';
import { displayPath } from '../../scenario/displayPath.ts';
import type { Dump } from './Dump.ts';
import { withoutValues } from './withoutValues.ts';

/** What pg_restore or psql said, told without the values of rows: the first error, the statement, the row. */
export function restoreError(
  dump: Dump,
  { code, lines, dataOnly }: { code: number | null; lines: readonly string[]; dataOnly: boolean },
): PgrehearseError {
  const at = lines.findIndex((line) => /\b(ERROR|FATAL|PANIC):/.test(line));
  const line = lines[at] ?? lines.find((each) => /\berror:/.test(each)) ?? '';
  const said =
    /\b(ERROR|FATAL|PANIC):\s+(?:([0-9A-Z]{5}): )?(.*)$/.exec(line) ?? /\b(error):\s+()(.*)$/.exec(line);
  const message = (said?.[3] ?? '').trim();
  // What the program itself complains of is the dump, not a row.
  const shown = said?.[1] === 'error' ? message : withoutValues(message);
  const place = placeOf(dump, lines, at);
  const name = displayPath(dump.path);
  if (/No space left on device/.test(lines.join('\n')))
    return new PgrehearseError('disk/full', `no space is left on the disk while ${name} was restored`, {
      source: 'data.restore',
      detail: place,
      hint: 'Free some space, or set TMPDIR to a directory on a larger disk.',
    });
  if (/server closed the connection|connection to server .* failed|could not connect/.test(lines.join('\n')))
    return new PgrehearseError('server/connection-lost', `the server was lost while ${name} was restored`, {
      source: 'data.restore',
      detail: place,
      hint: 'Look at why the server went away: its log, the memory and the disk of its machine.',
    });
  return new PgrehearseError('data/restore-failed', `the dump ${name} could not be restored`, {
    source: 'data.restore',
    detail: [
      message === '' ? `It ended with ${code ?? 'a signal'}.` : shown,
      said?.[2] ? `PostgreSQL's code ${said[2]}` : '',
      place,
    ]
      .filter(Boolean)
      .join('\n'),
    hint: hintFor(message, dataOnly),
  });
}

/** pg_restore names the entry of the table of contents, psql the line, COPY the row. */
function placeOf(dump: Dump, lines: readonly string[], at: number): string {
  const before = lines.slice(0, at + 1).reverse();
  const entry = before.map((line) => /from TOC entry \d+; \d+ \d+ (.*)$/.exec(line)?.[1]).find(Boolean);
  const line = /^psql:[^:]*:(\d+): /.exec(lines[at] ?? '')?.[1];
  const row = lines
    .slice(Math.max(at, 0))
    .map((each) => /CONTEXT:\s+COPY (\S+), line (\d+)(?:, column (\w+))?/.exec(each))
    .find(Boolean);
  return [
    entry ? `at ${entry}` : '',
    line ? `at line ${line} of ${displayPath(dump.path)}` : '',
    row ? `in row ${row[2]} of ${row[1]}${row[3] ? `, column ${row[3]}` : ''}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

function hintFor(message: string, dataOnly: boolean): string {
  if (/^role /.test(message))
    return 'Create the role in a migration of the base, or dump with --no-owner --no-acl.';
  if (/^extension |extension control file/.test(message))
    return 'Use a server that has the extension, such as --server container with postgres.image, or leave it out of the dump.';
  if (/^unrecognized configuration parameter/.test(message))
    return 'The dump was made for a newer PostgreSQL: set postgres.version to that of its server.';
  if (dataOnly && /^duplicate key/.test(message))
    return 'The base has rows of its own there: leave that table out of the dump (pg_dump --exclude-table-data).';
  return 'Restore it by hand into an empty database to see more.';
}
