import type { Client } from 'pg';
import { PgrehearseError } from '../../errors.ts';

/** Throws `server/privilege` or `server/read-only` where a role cannot create databases. */
export async function checkPrivileges(admin: Client, place: string): Promise<{ superuser: boolean }> {
  const { rows } = await admin.query<{
    role: string;
    superuser: boolean;
    createdb: boolean;
    standby: boolean;
  }>(
    `select rolname as role, rolsuper as superuser, rolcreatedb as createdb, pg_is_in_recovery() as standby
       from pg_roles where rolname = current_user`,
  );
  const { role, superuser, createdb, standby } = rows[0]!;
  if (standby) {
    throw new PgrehearseError(
      'server/read-only',
      `the server at ${place} is a standby, which takes no writes`,
      {
        hint: 'Give the URL of a disposable server that is not a standby.',
      },
    );
  }
  if (!superuser && !createdb) {
    throw new PgrehearseError('server/privilege', `the role ${role} lacks the privilege CREATEDB`, {
      source: '--database-url',
      hint: `Grant it as a superuser: ALTER ROLE "${role}" CREATEDB.`,
    });
  }
  return { superuser };
}
