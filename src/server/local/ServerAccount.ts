import { spawnSync } from 'node:child_process';
import { PgrehearseError } from '../../errors.ts';

/** The account that the server runs as; null: ours. */
export type ServerAccount = { name: string; uid: number; gid: number } | null;

/** PostgreSQL refuses to run as root (main.c, check_root), so that root needs another account for it. */
export function findServerAccount(): ServerAccount {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    const uid = idOf(['-u', name]);
    const gid = idOf(['-g', name]);
    if (uid && gid !== undefined) return { name, uid, gid };
  }
  throw new PgrehearseError(
    'server/no-account',
    'PostgreSQL does not run as root, and there is no account for it',
    {
      detail: 'Looked for the accounts postgres and nobody.',
      hint: "Run pgrehearse as an ordinary user, or create an account: 'useradd --system postgres'.",
    },
  );
}

function idOf(args: string[]): number | undefined {
  const { status, stdout } = spawnSync('id', args, { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : undefined;
}
