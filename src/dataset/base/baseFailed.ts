import { PgrehearseError } from '../../errors.ts';

/** A statement of the base, or of what prepares it, that cannot be run. */
export function baseFailed(
  path: string,
  line: number,
  message: string,
  hint?: string,
  code?: string,
): PgrehearseError {
  return new PgrehearseError(
    'migrations/base-failed',
    'the state before the pending migrations cannot be made',
    {
      source: `${path}:${line}`,
      detail: code ? `${message} (PostgreSQL's code ${code})` : message,
      hint:
        hint ??
        'Correct that statement, or choose another base: an earlier schema file (base: { schema }), or a command (base: { command }).',
    },
  );
}
