import { PgrehearseError } from '../../errors.ts';
import type { ResolvedPostgres } from '../../scenario/ResolvedScenario.ts';
import { originOf } from '../originOf.ts';

/** Whether `18.4` is what was asked for: its major version `18`, itself, or anything (null). */
export function fitsVersion(asked: string | null, version: string): boolean {
  return asked === null || version === asked || version.startsWith(`${asked}.`);
}

/** Throws `server/version`. */
export function checkVersion(postgres: ResolvedPostgres, version: string, what: string): void {
  if (fitsVersion(postgres.version, version)) return;
  throw versionUnmet(postgres, `${what} is PostgreSQL ${version}`);
}

export function versionUnmet(postgres: ResolvedPostgres, found: string): PgrehearseError {
  return new PgrehearseError('server/version', `PostgreSQL ${postgres.version} was asked for, and ${found}`, {
    source: originOf(postgres, 'version'),
    unmet: ['version'],
    hint: 'Choose another server with --server, an image of this version, or change the version.',
  });
}
