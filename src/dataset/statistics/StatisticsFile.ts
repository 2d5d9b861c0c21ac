import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { newRunId } from '../../server/RunId.ts';
import { checksum } from '../cache/Manifest.ts';
import type { TableStatistics } from './exportStatistics.ts';

/** A file has some hundred kilobytes; those that were not used for longest go first. */
const mostFiles = 200;

/** Statistics of some tables, written once by the first build that made them by a sample; for our eyes only, since they hold values. */
export async function readStatisticsFile(file: string): Promise<TableStatistics[] | null> {
  try {
    const [sum, text = ''] = (await readFile(file, 'utf8')).split('\n');
    if (sum !== checksum(text)) return null;
    const now = new Date();
    await utimes(file, now, now).catch(() => {});
    return JSON.parse(text) as TableStatistics[];
  } catch {
    return null;
  }
}

/** Appears whole or not at all. */
export async function writeStatisticsFile(file: string, tables: readonly TableStatistics[]): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const text = JSON.stringify(tables);
  const making = `${file}.${newRunId()}`;
  await writeFile(making, `${checksum(text)}\n${text}\n`, { mode: 0o600 });
  await rename(making, file);
  await removeStatistics(dirname(file), mostFiles);
}

/** Removes all but so many of those that were used last. Gives how many. */
export async function removeStatistics(folder: string, but = 0): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const used = await Promise.all(
    names.map(async (name) => ({
      file: join(folder, name),
      at: (await stat(join(folder, name)).catch(() => null))?.mtimeMs ?? 0,
    })),
  );
  const old = used.sort((a, b) => b.at - a.at).slice(but);
  for (const { file } of old) await rm(file, { force: true });
  return old.length;
}
