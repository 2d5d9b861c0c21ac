import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Client } from 'pg';
import { messageOf } from '../../errors.ts';
import type { Server } from '../../server/Server.ts';
import { type CachePlace, cachePlace } from '../cache/CachePlace.ts';
import type { DatasetRequest } from '../Dataset.ts';
import { exportStatistics } from './exportStatistics.ts';
import { importStatistics } from './importStatistics.ts';
import { readStatisticsFile, writeStatisticsFile } from './StatisticsFile.ts';

/** Beside the datasets that are kept, and much smaller; null where nothing is kept, or the role may not read and write catalogs. */
export function frozenStatistics(
  { superuser, major }: Pick<Server, 'superuser' | 'major'>,
  { keep }: Pick<DatasetRequest, 'keep'>,
  say: (text: string) => void,
): FrozenStatistics | null {
  const place = cachePlace();
  if (place === null || !superuser || keep === undefined) return null;
  return new FrozenStatistics(statisticsFolder(place), major, say);
}

/** Below the cache. */
export function statisticsFolder({ folder }: Pick<CachePlace, 'folder'>): string {
  return join(folder, 'statistics');
}

/** Raised whenever files of before say something else. */
const format = 1;

/**
 * Statistics that come from a sample, kept from the first build that took one, and put in place of those of every
 * later build: chance chooses once.
 */
export class FrozenStatistics {
  readonly #folder: string;
  readonly #major: number;
  readonly #say: (text: string) => void;

  constructor(folder: string, major: number, say: (text: string) => void) {
    this.#folder = folder;
    this.#major = major;
    this.#say = say;
  }

  /**
   * Gives the tables whose statistics are now those of an earlier build; those of the others are kept for later ones.
   *
   * @param state what the rows hang on, a hash or words
   */
  async freeze(client: Client, tables: readonly string[], state: readonly string[]): Promise<Set<string>> {
    const imported = new Set<string>();
    if (tables.length === 0) return imported;
    const file = join(this.#folder, `${await this.#key(client, state)}.json`);
    try {
      const kept = (await readStatisticsFile(file)) ?? [];
      for (const one of kept)
        if (tables.includes(one.name) && (await importStatistics(client, one, this.#major)))
          imported.add(one.name);
      const fresh = tables.filter((name) => !imported.has(name));
      if (fresh.length === 0) return imported;
      const others = kept.filter(({ name }) => !fresh.includes(name));
      await writeStatisticsFile(file, [...others, ...(await exportStatistics(client, fresh, this.#major))]);
    } catch (error) {
      this.#say(`statistics are not kept: ${messageOf(error)}`);
    }
    return imported;
  }

  /** Of everything that bears on what ANALYZE makes of the same rows. */
  async #key(client: Client, state: readonly string[]): Promise<string> {
    const { rows } = await client.query<{ facts: string }>(
      `select concat_ws(' ', current_setting('default_statistics_target'), current_setting('block_size'), version() ~ '64-bit',
         pg_encoding_to_char(encoding), datcollate, datctype, to_jsonb(d) -> 'datlocprovider', coalesce(to_jsonb(d) -> 'datlocale', to_jsonb(d) -> 'daticulocale')) as facts
       from pg_database d where datname = current_database()`,
    );
    const parts = [format, this.#major, process.arch, rows[0]!.facts, ...state];
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  }
}
