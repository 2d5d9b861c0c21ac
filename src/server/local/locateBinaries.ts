import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Binaries } from './Binaries.ts';
import { expand } from './expand.ts';

/** Where systems put a PostgreSQL that is not on PATH; `*` stands for one name. */
const usualPlaces = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
];

/** PostgreSQL installations of this machine, the newest first. */
export function locateBinaries(): Binaries[] {
  const places = [...(process.env['PATH'] ?? '').split(delimiter), ...usualPlaces.flatMap(expand)];
  const bins = places.flatMap((place) => (place === '' ? [] : installationOf(place)));
  return [...new Set(bins)]
    .flatMap(withVersion)
    .sort((a, b) => b.version.localeCompare(a.version, 'en', { numeric: true }));
}

/** A link to initdb stands for the installation that it points to, where its libraries are. */
function installationOf(place: string): string[] {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  try {
    const bin = dirname(realpathSync(join(place, `initdb${suffix}`)));
    return existsSync(join(bin, `postgres${suffix}`)) ? [bin] : [];
  } catch {
    return [];
  }
}

function withVersion(bin: string): Binaries[] {
  const { stdout } = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' });
  const match = /\(PostgreSQL\) ((\d+)[.\w]*)/.exec(stdout ?? '');
  return match
    ? [{ source: 'binaries', root: undefined, bin, version: match[1]!, major: Number(match[2]) }]
    : [];
}
