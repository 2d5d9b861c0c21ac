import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A file itself, or all files below a folder, in order. */
export async function filesOf(path: string): Promise<string[]> {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
