import { mkdir, readFile, rename, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { newRunId } from '../../server/RunId.ts';
import { checksum } from '../cache/Manifest.ts';
import type { TableStatistics } from './exportStatistics.ts';

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
}
