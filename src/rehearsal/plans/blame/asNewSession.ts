import type { Client } from 'pg';
import { withoutTimeouts } from '../../../server/connection/connectClient.ts';

/**
 * Does something on a migrating session as a new connection would: without the role and settings that the migration
 * gave itself, with those that it left for the database and its role. All of it is undone.
 * @param inside whether the migration's transaction is open
 */
export async function asNewSession<T>(
  client: Client,
  inside: boolean,
  major: number,
  body: () => Promise<T>,
): Promise<T> {
  await client.query(inside ? 'SAVEPOINT pgrehearse_look' : 'BEGIN');
  try {
    await client.query('RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL');
    await client.query(leftSettings);
    const own = { ...withoutTimeouts(major), client_min_messages: 'warning' };
    await client.query(
      Object.entries(own)
        .map(([name, value]) => `SET LOCAL ${name} = '${value}'`)
        .join('; '),
    );
    return await body();
  } finally {
    await client.query(
      inside ? 'ROLLBACK TO SAVEPOINT pgrehearse_look; RELEASE SAVEPOINT pgrehearse_look' : 'ROLLBACK',
    );
  }
}

/** A connection gets them when it begins: ours began before the migration set them. The nearest come last, and win. */
const leftSettings = `
  SELECT pg_catalog.set_config(name, value, true) FROM (
    SELECT pg_catalog.split_part(one.line, '=', 1) AS name, pg_catalog.substr(one.line, pg_catalog.strpos(one.line, '=') + 1) AS value
      FROM pg_catalog.pg_db_role_setting s CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS one (line)
      JOIN pg_catalog.pg_settings known ON known.name = pg_catalog.split_part(one.line, '=', 1)
       AND known.context IN ('user', 'superuser')
     WHERE setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))
       AND setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = session_user))
     ORDER BY (setdatabase <> 0)::int + 2 * (setrole <> 0)::int OFFSET 0) AS ordered`;
