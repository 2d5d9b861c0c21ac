import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { ResolvedPostgres } from '../../scenario/ResolvedScenario.ts';
import type { Binaries } from './Binaries.ts';

/**
 * What a cluster's files depend on: the programs (by version and size, since two builds of one version differ), the
 * platform, the C library, whose sort order is in indexes, and everything that the scenario asks of the server.
 */
export function layoutOf(
  { source, version, bin }: Binaries,
  { encoding, locale, timezone, extensions, settings }: ResolvedPostgres,
): Record<string, unknown> {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return {
    source,
    version,
    program: statSync(join(bin, `postgres${suffix}`)).size,
    platform: `${process.platform}-${process.arch}`,
    libc: process.platform === 'linux' ? libcVersion() : null,
    postgres: {
      encoding,
      locale,
      timezone,
      extensions: [...extensions].sort(),
      settings: Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)),
    },
  };
}

/** Null where it is not glibc. */
function libcVersion(): string | null {
  const { status, stdout } = spawnSync('getconf', ['GNU_LIBC_VERSION'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}
