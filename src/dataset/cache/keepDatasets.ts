import { messageOf } from '../../errors.ts';
import { diskFull, isDiskFull } from '../../server/local/diskFull.ts';
import type { Server } from '../../server/Server.ts';
import type { Dataset, DatasetRequest } from '../Dataset.ts';
import { cachePlace } from './CachePlace.ts';
import { DatasetCache } from './DatasetCache.ts';
import { recipeKey } from './recipeKey.ts';

type Loaded = Pick<Dataset, 'key' | 'tables' | 'unfilled' | 'statistics' | 'template'>;

/** What a run does with the cache. */
export interface KeptDatasets {
  /** Takes the dataset with this base from the cache, in place of everything that is on the server. */
  take(base: unknown): Promise<Loaded | null>;
  /** Keeps the dataset of the last `take` that found none. */
  keep(dataset: Loaded): Promise<void>;
}

/** Null, and said, where datasets are not kept: the cache is off, or the server's files are not at hand. */
export async function keepDatasets(
  server: Server,
  request: DatasetRequest,
  say: (text: string) => void,
): Promise<KeptDatasets | null> {
  if (request.keep === undefined) return null;
  const { scenario } = request.keep;
  const { snapshots } = server;
  const place = cachePlace();
  if (place === null) say('no cache: PGREHEARSE_CACHE switches it off');
  if (snapshots === undefined) say(`no cache: the files of a server from ${server.source} are not at hand`);
  if (place === null || snapshots === undefined) return null;
  const source = (await request.source?.identity()) ?? null;
  const cache = await DatasetCache.open(place, say);
  if (cache === null) return null;
  let key: string | null = null;
  return {
    async take(base) {
      key = keyOf(request, { layout: snapshots.layout, base, source });
      const found = key === null ? null : await cache.find(key, server.version);
      if (found === null) return null;
      say('taking the dataset from the cache');
      const { saved, dataset } = found.manifest;
      try {
        const { database, how } = await snapshots.load(saved, found.folder, 'template');
        say(`dataset from the cache (${how})`);
        return { ...dataset, template: database };
      } catch (error) {
        if (isDiskFull(error)) throw diskFull(snapshots.directory, error);
        await cache.discard(key!, messageOf(error));
        return null;
      }
    },
    async keep({ template, ...dataset }) {
      if (key === null) return;
      say('keeping the dataset in the cache');
      const about = dataset.tables.reduce((total, { bytes }) => total + bytes, 0);
      await cache.add(key, about, async (folder) => ({
        scenario,
        version: server.version,
        saved: await snapshots.save(template, folder),
        dataset,
      }));
    },
  };
}

/** Null for a declaration that cannot be: what is wrong with it is said when it is compiled for its table. */
function keyOf(request: DatasetRequest, given: Parameters<typeof recipeKey>[1]): string | null {
  try {
    return recipeKey(request, given);
  } catch {
    return null;
  }
}
