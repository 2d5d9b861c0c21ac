import type { Client } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import type { ResolvedPostgres } from '../../scenario/ResolvedScenario.ts';
import { originOf } from '../originOf.ts';

/** Whether the server has every extension asked for, and lets us create it. Throws `server/extension`. */
export async function checkExtensions(
  admin: Client,
  postgres: ResolvedPostgres,
  superuser: boolean,
): Promise<void> {
  if (postgres.extensions.length === 0) return;
  const source = originOf(postgres, 'extensions');
  const { rows } = await admin.query<{ name: string }>(
    'select name from pg_available_extensions order by name',
  );
  const available = rows.map(({ name }) => name);
  const missing = postgres.extensions.filter((name) => !available.includes(name));
  if (missing.length > 0) {
    throw new PgrehearseError(
      'server/extension',
      `the server does not have the extension ${missing.join(', ')}`,
      {
        detail: `It has ${available.join(', ') || 'none'}.`,
        source,
        hint: "Use a server that has it: for example '--server container' with an image that contains it.",
      },
    );
  }
  if (superuser) return;
  const { rows: closed } = await admin.query<{ name: string }>(
    `select distinct a.name from pg_available_extensions a
       join pg_available_extension_versions v on v.name = a.name and v.version = a.default_version
      where a.name = any($1) and v.superuser and not coalesce((to_jsonb(v) ->> 'trusted')::boolean, false)`,
    [postgres.extensions],
  );
  if (closed.length === 0) return;
  const names = closed.map(({ name }) => name).join(', ');
  throw new PgrehearseError('server/privilege', `creating the extension ${names} needs a superuser`, {
    source,
    hint: 'Give the URL of a role that is a superuser.',
  });
}
