import { type Client, DatabaseError } from 'pg';
import { messageOf, PgrehearseError } from '../../errors.ts';

/** Makes a client's queries reject with `server/connection-lost` where its connection is gone. */
export function surfaceLoss(client: Client, explain?: () => string): void {
  const query = client.query.bind(client) as (...args: unknown[]) => unknown;
  client.query = ((...args: unknown[]) => {
    const result = query(...args);
    if (!(result instanceof Promise)) return result;
    return result.catch((error) => {
      throw connectionLost(error, explain) ?? error;
    });
  }) as typeof client.query;
}

/** Undefined for an error that leaves the connection usable. For streams, whose errors come by event. */
export function connectionLost(error: unknown, explain?: () => string): PgrehearseError | undefined {
  if (!endsConnection(error)) return undefined;
  const detail = [messageOf(error), explain?.()].filter(Boolean).join('\n');
  return new PgrehearseError('server/connection-lost', 'the connection to the server was lost', {
    detail,
    hint: 'Look at why the server went away: its log, the memory and the disk of its machine.',
    cause: error,
  });
}

/** SQLSTATE class 08 is connection exceptions; 57P01 to 57P05 end the session (errcodes.txt). */
function endsConnection(error: unknown): boolean {
  if (error instanceof DatabaseError) return /^(08|57P0)/.test(error.code ?? '');
  const { code, message } = error as NodeJS.ErrnoException;
  if (/^(ECONNRESET|EPIPE|ETIMEDOUT|ECONNABORTED)$/.test(code ?? '')) return true;
  return /^(Connection terminated|Client has encountered a connection error)/.test(message ?? '');
}
