import { PgrehearseError } from '../errors.ts';

const code = 'server/connection-lost';

/** By the time this is asked the server has been reached, so that a new connection it refuses is a lost one too. */
const codes: readonly string[] = [code, 'server/unreachable'];

/** A lost connection, with what was being done; anything else as it is. */
export function connectionLost(doing: string, error: unknown): unknown {
  if (!(error instanceof PgrehearseError) || !codes.includes(error.code)) return error;
  return new PgrehearseError(code, `the connection to the server was lost while ${doing}`, {
    detail: error.detail,
    hint: "Look at the server's log: it may have run out of memory or disk, or the migration may have ended it.",
    cause: error,
  });
}
