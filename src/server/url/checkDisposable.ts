import type { Client } from 'pg';
import { PgrehearseError } from '../../errors.ts';

/** Throws `usage/server-not-disposable` where a server holds what may be somebody's. */
export async function checkDisposable(admin: Client, place: string, confirmed: boolean): Promise<void> {
  if (confirmed) return;
  const { rows } = await admin.query<{ datname: string }>(
    `select datname from pg_database
      where not datistemplate and datname <> 'postgres' and datname !~ '^pgrehearse_' order by datname`,
  );
  if (rows.length === 0) return;
  const names = rows.slice(0, 5).map(({ datname }) => datname);
  const count = rows.length === 1 ? '1 other database' : `${rows.length} other databases`;
  throw new PgrehearseError('usage/server-not-disposable', `the server at ${place} has ${count}`, {
    detail: `Found ${names.join(', ')}${rows.length > names.length ? ', …' : ''}; a rehearsal belongs on a server that holds nothing of value.`,
    source: '--database-url',
    hint: 'Give the URL of a disposable server, or add --yes-this-server-is-disposable.',
  });
}
