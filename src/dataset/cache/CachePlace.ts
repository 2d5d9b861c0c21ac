import { statfsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { PgrehearseError } from '../../errors.ts';
import { parseSize, sizeNotation } from '../../units.ts';

/** Where datasets are kept between runs. */
export interface CachePlace {
  folder: string;
  /** `PGREHEARSE_CACHE`, or `default`. */
  origin: string;
  /** Bytes that all entries may take; null: the default, which depends on the free disk. */
  askedBytes: number | null;
}

const defaultBytes = 20 * 1024 ** 3;
/** Of what is free on the disk, together with what the cache holds already. */
const diskShare = 0.5;

/**
 * From `PGREHEARSE_CACHE` (`off` or empty: null) and `PGREHEARSE_CACHE_SIZE`; by default the system's folder for
 * what can be made again. @throws PgrehearseError `usage/cache-size`
 */
export function cachePlace(
  env: Readonly<Record<string, string | undefined>> = process.env,
): CachePlace | null {
  const asked = env['PGREHEARSE_CACHE'];
  if (asked === '' || asked === 'off') return null;
  const folder = asked === undefined ? userFolder(env) : resolve(asked);
  return {
    folder,
    origin: asked === undefined ? 'default' : 'PGREHEARSE_CACHE',
    askedBytes: sizeOf(env['PGREHEARSE_CACHE_SIZE']),
  };
}

/** Bytes that all entries together may take. */
export function cacheLimit({ folder, askedBytes }: CachePlace, usedBytes: number): number {
  if (askedBytes !== null) return askedBytes;
  return Math.min(defaultBytes, (freeBytes(folder) + usedBytes) * diskShare);
}

/** Bytes free for us on the disk of a folder, or of the nearest one above it that is there. */
export function freeBytes(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch (error) {
    if (dirname(folder) === folder) throw error;
    return freeBytes(dirname(folder));
  }
}

/** As the XDG Base Directory Specification, Apple's File System Programming Guide and Windows' known folders have it. */
function userFolder(env: Readonly<Record<string, string | undefined>>): string {
  const home = homedir();
  if (process.platform === 'win32')
    return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'pgrehearse', 'cache');
  if (process.platform === 'darwin') return join(home, 'Library', 'Caches', 'pgrehearse');
  const xdg = env['XDG_CACHE_HOME'];
  // The specification has relative paths ignored.
  return join(xdg?.startsWith('/') ? xdg : join(home, '.cache'), 'pgrehearse');
}

function sizeOf(text: string | undefined): number | null {
  if (text === undefined || text === '') return null;
  const bytes = /^\d+$/.test(text) ? Number(text) : parseSize(text);
  if (bytes !== undefined) return bytes;
  throw new PgrehearseError('usage/cache-size', `PGREHEARSE_CACHE_SIZE: found '${text}'`, {
    detail: `Expected ${sizeNotation}.`,
    source: 'PGREHEARSE_CACHE_SIZE',
    hint: "Write it as '20 GB'.",
  });
}
