import type { Client } from 'pg';

/** What belongs to no database, so that a clone's end does not take it along. Kept in memory only. */
export interface ClusterState {
  /** By name. */
  roles: ReadonlyMap<string, Role>;
  /** By role and member. */
  memberships: ReadonlyMap<string, Membership>;
  /** ALTER ROLE … SET, by role; `` for ALTER ROLE ALL. */
  roleSettings: ReadonlyMap<string, readonly string[]>;
  /** ALTER SYSTEM. */
  system: ReadonlyMap<string, string>;
  tablespaces: ReadonlySet<string>;
}

export interface Role {
  /** As CREATE ROLE takes them, apart from the password. */
  attributes: string;
  /** As it is stored; null without one, missing where we may not see it. */
  password?: string | null;
}

export interface Membership {
  role: string;
  member: string;
  admin: boolean;
}

/** Passwords and ALTER SYSTEM are a superuser's to see, and to change. */
export async function readClusterState(client: Client, superuser: boolean): Promise<ClusterState> {
  const roles = await client.query<Role & { name: string }>(`
    SELECT rolname AS name, ${superuser ? 'rolpassword AS password,' : ''}
           pg_catalog.concat_ws(' ',
             CASE WHEN rolsuper THEN 'SUPERUSER' ELSE 'NOSUPERUSER' END,
             CASE WHEN rolinherit THEN 'INHERIT' ELSE 'NOINHERIT' END,
             CASE WHEN rolcreaterole THEN 'CREATEROLE' ELSE 'NOCREATEROLE' END,
             CASE WHEN rolcreatedb THEN 'CREATEDB' ELSE 'NOCREATEDB' END,
             CASE WHEN rolcanlogin THEN 'LOGIN' ELSE 'NOLOGIN' END,
             CASE WHEN rolreplication THEN 'REPLICATION' ELSE 'NOREPLICATION' END,
             CASE WHEN rolbypassrls THEN 'BYPASSRLS' ELSE 'NOBYPASSRLS' END,
             'CONNECTION LIMIT ' || rolconnlimit,
             'VALID UNTIL ' || pg_catalog.quote_literal(coalesce(rolvaliduntil::text, 'infinity'))) AS attributes
      FROM pg_catalog.${superuser ? 'pg_authid' : 'pg_roles'} WHERE rolname !~ '^pg_'`);
  const memberships = await client.query<Membership>(`
    SELECT r.rolname AS role, m.rolname AS member, pg_catalog.bool_or(a.admin_option) AS admin
      FROM pg_catalog.pg_auth_members a
      JOIN pg_catalog.pg_roles r ON r.oid = a.roleid JOIN pg_catalog.pg_roles m ON m.oid = a.member GROUP BY 1, 2`);
  const settings = await client.query<{ role: string; settings: string[] }>(`
    SELECT coalesce(r.rolname, '') AS role, s.setconfig AS settings
      FROM pg_catalog.pg_db_role_setting s LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
     WHERE s.setdatabase = 0`);
  const tablespaces = await client.query<{ name: string }>(
    'SELECT spcname AS name FROM pg_catalog.pg_tablespace',
  );
  return {
    roles: new Map(roles.rows.map(({ name, ...role }) => [name, role])),
    memberships: new Map(memberships.rows.map((one) => [JSON.stringify([one.role, one.member]), one])),
    roleSettings: new Map(settings.rows.map(({ role, settings }) => [role, settings])),
    system: superuser ? await readSystem(client) : new Map(),
    tablespaces: new Set(tablespaces.rows.map(({ name }) => name)),
  };
}

async function readSystem(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_catalog.pg_file_settings WHERE sourcefile ~ 'postgresql\\.auto\\.conf$'`,
  );
  return new Map(rows.map(({ name, setting }) => [name, setting]));
}
