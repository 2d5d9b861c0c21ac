import type { ConnectionParts } from '../Server.ts';

/** The connection string of a database on a server, password included: for its user's programs, never for a message. */
export function databaseUrlOf(connection: ConnectionParts, database: string): string {
  const { host, port, user, password, ssl } = connection;
  const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`;
  const who = `${encodeURIComponent(user)}${secret}`;
  const name = encodeURIComponent(database);
  const mode = ssl ? 'sslmode=require' : '';
  // A path is the directory of a Unix-domain socket (libpq, "Connection URIs").
  if (host.startsWith('/')) {
    return `postgres://${who}@/${name}?host=${encodeURIComponent(host)}&port=${port}`;
  }
  const at = host.includes(':') ? `[${host}]` : host;
  return `postgres://${who}@${at}:${port}/${name}${mode && `?${mode}`}`;
}
