import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { expand } from './expand.ts';

/** A program that speaks to a server, as found on this machine. */
export interface ClientProgram {
  path: string;
  /** As in `15.18`. */
  version: string;
  major: number;
}

/** Where systems put PostgreSQL's client programs that are not on PATH; `*` stands for one name. */
const usualPlaces = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/opt/homebrew/opt/libpq/bin',
  '/usr/local/opt/libpq/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
];

/** `pg_restore` or `psql` on this machine, the newest first. */
export function locateClients(program: 'pg_restore' | 'psql'): ClientProgram[] {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const places = [...(process.env['PATH'] ?? '').split(delimiter), ...usualPlaces.flatMap(expand)];
  const paths = places.filter((place) => place !== '').map((place) => join(place, program + suffix));
  const found = paths.filter((path) => existsSync(path));
  // /bin is a link to /usr/bin on most systems.
  return [...new Map(found.map((path) => [realpathSync(dirname(path)), path] as const).reverse()).values()]
    .reverse()
    .flatMap(withVersion)
    .sort((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }));
}

function withVersion(path: string): ClientProgram[] {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const match = /\(PostgreSQL\) ((\d+)[.\w]*)/.exec(stdout ?? '');
  return match ? [{ path, version: match[1]!, major: Number(match[2]) }] : [];
}
