import { stat } from 'node:fs/promises';
import { displayPath } from '../displayPath.ts';
import type { Problem } from './problems.ts';

/** Fields that name a file which is not there, or is a directory where that will not do. */
export async function checkFiles(
  files: readonly { field: string; path: string; orFolder?: boolean }[],
): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const { field, path, orFolder } of files) {
    const found = await stat(path).catch(() => null);
    if (found?.isFile() || (orFolder && found?.isDirectory())) continue;
    const what = found ? 'which is not a file' : 'which does not exist';
    problems.push({
      field,
      fault: `expected a file${orFolder ? ' or folder' : ''}, found ${displayPath(path)}, ${what}`,
    });
  }
  return problems;
}
