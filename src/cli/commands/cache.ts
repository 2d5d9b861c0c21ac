import { type CachePlace, cacheLimit, cachePlace, freeBytes } from '../../dataset/cache/CachePlace.ts';
import { type CacheEntry, listEntries, removeEntry, sweepEntries } from '../../dataset/cache/entries.ts';
import { statisticsFolder } from '../../dataset/statistics/FrozenStatistics.ts';
import { removeStatistics } from '../../dataset/statistics/StatisticsFile.ts';
import { PgrehearseError } from '../../errors.ts';
import { formatCount, formatSize } from '../../units.ts';
import { defineCommand } from '../Command.ts';
import type { Terminal } from '../Terminal.ts';

export const cacheCommand = defineCommand({
  command: 'cache <action> [key]',
  describe: 'List the datasets that are kept between runs, or remove them',
  positionals: {
    action: { choices: ['list', 'clear'] as const, demandOption: true, describe: 'list or clear' },
    key: { type: 'string', describe: 'With clear: this one alone; the first digits are enough' },
  },
  options: { json: { type: 'boolean', default: false, describe: 'As JSON' } },
  async run({ action, key, json }, { terminal }) {
    const place = cachePlace();
    if (place === null) throw isOff();
    const entries = await listEntries(place.folder);
    if (action === 'clear') return clear(place, entries, key, terminal);
    if (key !== undefined) {
      throw new PgrehearseError('usage/arguments', `cache list takes no key, found '${key}'`, {
        hint: `Did you mean 'pgrehearse cache clear ${key}'?`,
      });
    }
    list(place, [...entries].reverse(), json, terminal);
  },
});

function list(place: CachePlace, entries: readonly CacheEntry[], json: boolean, terminal: Terminal): void {
  const used = bytesOf(entries);
  const limitBytes = cacheLimit(place, used);
  if (json) {
    const listed = { folder: place.folder, bytes: used, limitBytes, entries: entries.map(facts) };
    terminal.out(`${JSON.stringify(listed, null, 2)}\n`);
    return;
  }
  for (const entry of entries.map(facts)) {
    const what =
      entry.version === null
        ? 'cannot be used and is removed when it is looked for'
        : `${entry.scenario}: ${formatCount(entry.rows)} rows, ${formatSize(entry.bytes)}, PostgreSQL ${entry.version}`;
    terminal.out(`${entry.key}  ${what}, used ${entry.lastUsed.slice(0, 16).replace('T', ' ')}\n`);
  }
  terminal.out(
    `${words(entries.length)}, ${formatSize(used)} of ${formatSize(limitBytes)} in ${place.folder} ` +
      `(${formatSize(freeBytes(place.folder))} free on its disk)\n`,
  );
}

function facts({ key, manifest, usedAt }: CacheEntry) {
  return {
    key,
    scenario: manifest?.scenario ?? null,
    rows: manifest?.dataset.tables.reduce((total, { rows }) => total + rows, 0) ?? 0,
    bytes: manifest?.bytes ?? 0,
    version: manifest?.version ?? null,
    lastUsed: new Date(usedAt).toISOString(),
  };
}

async function clear(
  { folder }: CachePlace,
  entries: readonly CacheEntry[],
  key: string | undefined,
  terminal: Terminal,
): Promise<void> {
  const chosen = key === undefined ? entries : entries.filter((entry) => entry.key.startsWith(key));
  if (key !== undefined && chosen.length !== 1) throw notOne(key, chosen, entries);
  for (const entry of chosen) await removeEntry(folder, entry);
  await sweepEntries(folder);
  const files = key === undefined ? await removeStatistics(statisticsFolder({ folder })) : 0;
  terminal.out(`removed ${words(chosen.length)}, ${formatSize(bytesOf(chosen))}, from ${folder}\n`);
  if (files > 0) terminal.out('removed the statistics that were kept of large tables\n');
}

function bytesOf(entries: readonly CacheEntry[]): number {
  return entries.reduce((total, { manifest }) => total + (manifest?.bytes ?? 0), 0);
}

function words(count: number): string {
  return count === 1 ? '1 dataset' : `${formatCount(count)} datasets`;
}

function notOne(key: string, found: readonly CacheEntry[], all: readonly CacheEntry[]): PgrehearseError {
  const message =
    found.length === 0 ? `the cache has no dataset '${key}'` : `${words(found.length)} begin with '${key}'`;
  return new PgrehearseError('usage/cache-key', message, {
    detail: all.length === 0 ? 'It is empty.' : `It has ${all.map((entry) => entry.key).join(', ')}.`,
    hint: "Give the key as 'pgrehearse cache list' shows it, or none to remove all.",
  });
}

function isOff(): PgrehearseError {
  return new PgrehearseError('usage/cache-off', 'the cache is switched off', {
    source: 'PGREHEARSE_CACHE',
    hint: 'Unset PGREHEARSE_CACHE, or set it to the folder of the cache.',
  });
}
