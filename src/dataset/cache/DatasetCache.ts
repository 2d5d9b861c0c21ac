import { mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../errors.ts';
import { ownIdentity } from '../../server/leftovers/ProcessIdentity.ts';
import { newRunId } from '../../server/RunId.ts';
import { formatSize } from '../../units.ts';
import { type CachePlace, cacheLimit } from './CachePlace.ts';
import { describeFiles, differenceOf } from './describeFiles.ts';
import { listEntries, makingPrefix, ownerFile, readEntry, removeEntry, sweepEntries } from './entries.ts';
import { type Manifest, manifestFile, writeManifest } from './Manifest.ts';

/** Bytes of a cluster without a dataset, roughly: the system's databases and two WAL segments. */
const clusterBytes = 64 * 1024 ** 2;

/**
 * Datasets kept between runs, each a folder with a server's files and a manifest, which appears under its key when it
 * is whole and is never written again. Runs share it without locks: what one removes, the other makes anew.
 */
export class DatasetCache {
  readonly #place: CachePlace;
  readonly #say: (text: string) => void;

  private constructor(place: CachePlace, say: (text: string) => void) {
    this.#place = place;
    this.#say = say;
  }

  /** Null, and said, where the folder cannot be written. */
  static async open(place: CachePlace, say: (text: string) => void): Promise<DatasetCache | null> {
    try {
      await mkdir(place.folder, { recursive: true, mode: 0o700 });
      await writeFile(join(place.folder, 'CACHEDIR.TAG'), cacheTag);
    } catch (error) {
      say(`no cache: ${messageOf(error)}`);
      return null;
    }
    const swept = await sweepEntries(place.folder);
    if (swept > 0) say(`removed ${swept} unfinished ${swept === 1 ? 'entry' : 'entries'} from the cache`);
    return new DatasetCache(place, say);
  }

  /** An entry whose files are as they were kept; one that is not is removed, and said. */
  async find(key: string, version: string): Promise<{ folder: string; manifest: Manifest } | null> {
    const entry = await readEntry(this.#place.folder, key);
    if (entry === null) return null;
    const { folder, manifest } = entry;
    const fault = await faultOf(folder, manifest, key, version);
    if (fault !== null) {
      await this.discard(key, fault);
      return null;
    }
    const now = new Date();
    await utimes(manifestFile(folder), now, now).catch(() => {});
    return { folder, manifest: manifest! };
  }

  async discard(key: string, fault: string): Promise<void> {
    this.#say(`the kept dataset ${key} cannot be used (${fault}) and is made again`);
    await removeEntry(this.#place.folder, { folder: join(this.#place.folder, key) }).catch(() => {});
  }

  /**
   * Keeps a dataset that is about so large: `make` puts the files into a folder and says what to know of them. One
   * that cannot be kept is said, and no error.
   */
  async add(
    key: string,
    about: number,
    make: (folder: string) => Promise<Pick<Manifest, 'scenario' | 'version' | 'saved' | 'dataset'>>,
  ): Promise<void> {
    if (!(await this.#makeRoom(about + clusterBytes))) return;
    const making = join(this.#place.folder, `${makingPrefix}${newRunId()}`);
    try {
      await mkdir(making, { mode: 0o700 });
      await writeFile(join(making, ownerFile), JSON.stringify(ownIdentity()));
      const made = await make(making);
      const files = await describeFiles(join(making, 'data'));
      await writeManifest(making, { key, ...made, ...files });
      await rm(join(making, ownerFile));
      await rename(making, join(this.#place.folder, key));
    } catch (error) {
      const isThere = ['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '');
      this.#say(
        isThere
          ? 'another run has kept the same dataset meanwhile'
          : `the dataset is not kept: ${messageOf(error)}`,
      );
    } finally {
      await rm(making, { recursive: true, force: true }).catch(() => {});
    }
  }

  /** Removes the least recently used entries until there is room for so many bytes; false, and said, where there never is. */
  async #makeRoom(bytes: number): Promise<boolean> {
    const { folder } = this.#place;
    const entries = await listEntries(folder);
    let used = entries.reduce((total, { manifest }) => total + (manifest?.bytes ?? 0), 0);
    const limit = cacheLimit(this.#place, used);
    if (bytes > limit) {
      this.#say(
        `the dataset is not kept: it has about ${formatSize(bytes)}, and the cache may have ${formatSize(limit)}`,
      );
      return false;
    }
    for (const entry of entries) {
      if (used + bytes <= limit) break;
      this.#say(`removing the dataset ${entry.key} from the cache, used last ${day(entry.usedAt)}`);
      await removeEntry(folder, entry);
      used -= entry.manifest?.bytes ?? 0;
    }
    return true;
  }
}

async function faultOf(
  folder: string,
  manifest: Manifest | null,
  key: string,
  version: string,
): Promise<string | null> {
  if (manifest === null) return 'its manifest is cut or changed';
  if (manifest.key !== key) return `it is that of ${manifest.key}`;
  if (manifest.version !== version)
    return `it is of PostgreSQL ${manifest.version}, and the server is ${version}`;
  return differenceOf(manifest, join(folder, 'data'));
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Tells backups to leave the folder out (https://bford.info/cachedir/). */
const cacheTag = 'Signature: 8a477f597d28d172789f06886806bc55\n# Datasets that pgrehearse can make again.\n';
