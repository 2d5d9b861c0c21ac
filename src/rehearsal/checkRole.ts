import type { Client } from 'pg';
import { PgrehearseError } from '../errors.ts';

/**
 * @param who runs as it: `traffic 'web'`
 * @throws PgrehearseError `scenario/role` where the role is not there, or not ours to take on
 */
export async function checkRole(client: Client, who: string, role: string): Promise<void> {
  const { rows } = await client.query<{ member: boolean; current: string }>(
    `SELECT pg_catalog.pg_has_role(current_user, oid, 'MEMBER') AS member, current_user AS current
       FROM pg_catalog.pg_roles WHERE rolname = $1`,
    [role],
  );
  const found = rows[0];
  if (found?.member) return;
  throw new PgrehearseError(
    'scenario/role',
    `${who} runs as role ${role}, which ${found ? `${found.current} may not take on` : 'does not exist'}`,
    {
      hint: found
        ? `Grant it before the pending migrations: GRANT ${role} TO ${found.current}.`
        : `Create it before the pending migrations, as one of them or the schema file does on production; a name is written as pg_roles has it.`,
    },
  );
}
