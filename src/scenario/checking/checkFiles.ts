import { stat } from 'node:fs/promises';
import { displayPath } from '../displayPath.ts';
import type { Problem } from './problems.ts';

/** Fields that name a file which is not there, or is a directory. */
export async function checkFiles(files: readonly { field: string; path: string }[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { field, path } of files) {
    const found = await stat(path).catch(() => null);
    if (found?.isFile()) continue;
    const what = found ? 'which is not a file' : 'which does not exist';
    problems.push({ field, fault: `expected a file, found ${displayPath(path)}, ${what}` });
  }
  return problems;
}
