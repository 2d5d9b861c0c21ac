import { PgrehearseError } from '../errors.ts';

const code = 'server/connection-lost';

/** A lost connection, with what was being done; anything else as it is. */
export function connectionLost(doing: string, error: unknown): unknown {
  if (!(error instanceof PgrehearseError) || error.code !== code) return error;
  return new PgrehearseError(code, `the connection to the server was lost while ${doing}`, {
    detail: error.detail,
    hint: "Look at the server's log: it may have run out of memory or disk, or the migration may have ended it.",
    cause: error,
  });
}
