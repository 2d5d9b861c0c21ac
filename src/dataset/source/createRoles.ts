import { escapeIdentifier } from 'pg';
import type { Server } from '../../server/Server.ts';

/** Makes the roles that a dump names and a fresh server lacks; nobody can log in as one of them. */
export async function createRoles(server: Server, roles: readonly string[]): Promise<void> {
  if (roles.length === 0) return;
  const client = await server.connect('postgres', { applicationName: 'pgrehearse load' });
  try {
    const { rows } = await client.query<{ name: string }>('select rolname::text as name from pg_roles');
    const known = new Set(rows.map(({ name }) => name));
    for (const role of roles)
      if (!known.has(role)) await client.query(`create role ${escapeIdentifier(role)} nologin`);
  } finally {
    await client.end();
  }
}
