import { Client } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import type { ConnectionParts } from '../Server.ts';

/**
 * Where a URL points to. Throws `usage/database-url` or `usage/target-url`, by the flag that gave it, which shows no
 * part of a URL that it cannot take apart.
 */
export function parseDatabaseUrl(
  url: string,
  flag: 'database-url' | 'target-url' = 'database-url',
): ConnectionParts & { database: string } {
  const fail = (detail: string) =>
    new PgrehearseError(`usage/${flag}`, 'the database URL cannot be read', {
      detail,
      source: `--${flag}`,
      hint: 'Write it as postgresql://user:password@host:5432/database.',
    });
  if (!/^postgres(ql)?:\/\//.test(url)) throw fail('It does not begin with postgresql://.');
  try {
    const { host, port, user, password, database, ssl } = new Client({ connectionString: url }) as Client & {
      ssl: ConnectionParts['ssl'];
    };
    if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error('port');
    return {
      host,
      port,
      user: user ?? '',
      password: password ?? undefined,
      database: database ?? 'postgres',
      ssl,
    };
  } catch {
    throw fail(
      'Its host, port or parameters are malformed; special characters in a password are percent-encoded.',
    );
  }
}

/** For messages: without the password and without parameters, which may hold secrets too. */
export function describeConnection({
  host,
  port,
  user,
  database,
}: ReturnType<typeof parseDatabaseUrl>): string {
  return `postgresql://${user}@${host}:${port}/${database}`;
}
