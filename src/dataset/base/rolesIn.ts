import { type Client, escapeIdentifier } from 'pg';

/** Roles that statements name: owners, grantees, those of policies. Predefined ones and PUBLIC are none. */
export function rolesIn(nodes: readonly unknown[]): string[] {
  const found = new Set<string>();
  // A stack instead of recursion, as long chains of operators nest deeply.
  const stack: unknown[] = [...nodes];
  while (stack.length > 0) {
    const next = stack.pop();
    if (typeof next !== 'object' || next === null) continue;
    const { roletype, rolename } = next as { roletype?: unknown; rolename?: unknown };
    if (roletype === 'ROLESPEC_CSTRING' && typeof rolename === 'string') found.add(rolename);
    stack.push(...Object.values(next));
  }
  return [...found].filter((name) => !name.startsWith('pg_')).sort();
}

export async function existingRoles(client: Client): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    'select rolname::text as name from pg_catalog.pg_roles',
  );
  return new Set(rows.map(({ name }) => name));
}

/** Makes those that the server lacks; nobody can log in as one of them. Gives their names. */
export async function makeRoles(client: Client, roles: readonly string[]): Promise<string[]> {
  const known = roles.length > 0 ? await existingRoles(client) : new Set<string>();
  const lacking = roles.filter((role) => !known.has(role));
  for (const role of lacking) await client.query(`create role ${escapeIdentifier(role)} nologin`);
  return lacking;
}
