import { DatabaseError } from 'pg';
import { messageOf, PgrehearseError } from '../../errors.ts';
import type { ClientTarget } from './connectClient.ts';

/** Why a connection could not be made. The password is in none of its parts. */
export function connectionFailure(
  error: unknown,
  { connection, database, explainLoss }: ClientTarget,
): PgrehearseError {
  const place = `${connection.host}:${connection.port}`;
  const code = error instanceof DatabaseError ? error.code : undefined;
  if (code === '28P01' || code === '28000' || /password must be a string/.test(messageOf(error))) {
    return new PgrehearseError(
      'server/password-refused',
      `the server at ${place} refuses ${connection.user}`,
      {
        detail: messageOf(error),
        hint: 'Check the user and the password of the URL, or PGPASSWORD.',
      },
    );
  }
  if (code === '3D000') {
    return new PgrehearseError('server/no-database', `the server at ${place} has no database ${database}`, {
      detail: messageOf(error),
      hint: 'Name a database of the server in the URL; postgres is one that every server has.',
    });
  }
  if (code === '53300') {
    return new PgrehearseError(
      'server/too-many-connections',
      `the server at ${place} takes no more connections`,
      {
        detail: messageOf(error),
        hint: 'Raise max_connections, or end other sessions.',
      },
    );
  }
  if (error instanceof DatabaseError && !/^(08|57P)/.test(error.code ?? '')) {
    return new PgrehearseError(
      'server/session-refused',
      `the server at ${place} refuses a session in ${database}`,
      {
        detail: error.message,
      },
    );
  }
  return new PgrehearseError('server/unreachable', `no connection to PostgreSQL at ${place}`, {
    detail: [detailOf(error), explainLoss?.()].filter(Boolean).join('\n'),
    hint: 'Check that the server runs and that its host and port are the ones of the URL.',
  });
}

/** A name with several addresses fails with one error for each, and no message of its own. */
function detailOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return messageOf(error);
}
