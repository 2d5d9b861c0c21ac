import { existsSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { cacheLimit, cachePlace } from '../dataset/cache/CachePlace.ts';
import { listEntries } from '../dataset/cache/entries.ts';
import { messageOf } from '../errors.ts';
import { cloneMethodOf, describeCloneMethod } from '../server/databases/CloneMethod.ts';
import { cheapestCopy, type FileCopy } from '../server/local/FileCopy.ts';
import { formatSize } from '../units.ts';

const ways: Readonly<Record<FileCopy, string>> = {
  reflink: 'by reflink, which takes no time and no space',
  'hard link': 'by hard link, which takes no time and no space',
  copy: 'by copying it, since files cannot be shared between these places',
};

/** Lines about where datasets are kept, and how one gets from there to where servers run. */
export async function cacheFacts(): Promise<string[]> {
  const place = cachePlace();
  if (place === null) return ['off: PGREHEARSE_CACHE switches it off'];
  const entries = await listEntries(place.folder);
  const used = entries.reduce((total, { manifest }) => total + (manifest?.bytes ?? 0), 0);
  const count = `${entries.length} ${entries.length === 1 ? 'dataset' : 'datasets'}`;
  const size = `${formatSize(used)} of ${formatSize(cacheLimit(place, used))}`;
  return [
    `${place.folder} (${place.origin}): ${count}, ${size}`,
    `a dataset gets to ${tmpdir()} ${howFrom(place.folder)}`,
  ];
}

/** Between the places themselves, or what is there of them. */
function howFrom(folder: string): string {
  try {
    return ways[cheapestCopy(existing(folder), realpathSync(tmpdir()))];
  } catch (error) {
    return `in no way: ${messageOf(error)}`;
  }
}

function existing(folder: string): string {
  return existsSync(folder) ? folder : existing(dirname(folder));
}

/** How clones are made by a server of a major version that pgrehearse starts. */
export function cloningBy(major: number): string {
  const folder = realpathSync(tmpdir());
  return describeCloneMethod(cloneMethodOf(major, true), cheapestCopy(folder, folder) === 'reflink');
}
