import { readFileSync } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ProcessIdentity, stateOf } from '../../server/leftovers/ProcessIdentity.ts';
import { newRunId } from '../../server/RunId.ts';
import { type Manifest, manifestFile, readManifest } from './Manifest.ts';

/** A kept dataset: a folder of the cache that is named after its key. */
export interface CacheEntry {
  key: string;
  folder: string;
  /** Null where it is cut, changed or of another format. */
  manifest: Manifest | null;
  /** Milliseconds since 1970. */
  usedAt: number;
}

/** Entries are made under such a name, and get their own when they are whole. */
export const makingPrefix = 'making-';
/** An entry is renamed before it is removed, so that no half of one is ever found. */
const leavingPrefix = 'leaving-';
/** Says in a folder whose process makes an entry in it. */
export const ownerFile = 'owner.json';
/** A folder may be without its owner's name for an instant after it was made. In milliseconds. */
const grace = 60_000;

/** What the cache holds, the least recently used first; nothing where it is not there. */
export async function listEntries(cache: string): Promise<CacheEntry[]> {
  const names = await readdir(cache).catch(() => []);
  const entries = await Promise.all(
    names.filter((name) => /^[0-9a-f]{32}$/.test(name)).map((key) => readEntry(cache, key)),
  );
  return entries
    .flatMap((entry) => (entry ? [entry] : []))
    .sort((a, b) => a.usedAt - b.usedAt || (a.key < b.key ? -1 : 1));
}

/** Null where there is none. */
export async function readEntry(cache: string, key: string): Promise<CacheEntry | null> {
  const folder = join(cache, key);
  const found =
    (await stat(manifestFile(folder)).catch(() => null)) ?? (await stat(folder).catch(() => null));
  if (found === null) return null;
  return { key, folder, manifest: await readManifest(folder), usedAt: found.mtimeMs };
}

/** Also one that another run reads: its copy is checked, and made anew where it is not whole. */
export async function removeEntry(cache: string, { folder }: Pick<CacheEntry, 'folder'>): Promise<void> {
  const leaving = join(cache, `${leavingPrefix}${newRunId()}`);
  try {
    await rename(folder, leaving);
  } catch (error) {
    // Another run was faster.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  await rm(leaving, { recursive: true, force: true });
}

/** Removes what runs that were killed have left. Gives how many. */
export async function sweepEntries(cache: string): Promise<number> {
  let swept = 0;
  for (const name of await readdir(cache).catch(() => [])) {
    const folder = join(cache, name);
    const left = name.startsWith(leavingPrefix) || (name.startsWith(makingPrefix) && (await isLeft(folder)));
    if (!left) continue;
    await rm(folder, { recursive: true, force: true }).catch(() => {});
    swept++;
  }
  return swept;
}

async function isLeft(folder: string): Promise<boolean> {
  try {
    return stateOf(JSON.parse(readFileSync(join(folder, ownerFile), 'utf8')) as ProcessIdentity) === 'dead';
  } catch {
    const found = await stat(folder).catch(() => null);
    return found !== null && Date.now() - found.mtimeMs > grace;
  }
}
