import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const levels = 6;

/** The text of the nearest file of that name in the directory or above it, up to the repository; null where there is none. */
export function nearestFile(directory: string, name: string): string | null {
  let folder = directory;
  for (let i = 0; i < levels; i++) {
    const path = join(folder, name);
    if (existsSync(path)) return readFileSync(path, 'utf8');
    // The repository ends here.
    if (existsSync(join(folder, '.git')) || dirname(folder) === folder) return null;
    folder = dirname(folder);
  }
  return null;
}
