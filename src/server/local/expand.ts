import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folders that a path with one `*` in a name stands for; a path without one stands for itself. */
export function expand(pattern: string): string[] {
  if (!pattern.includes('*')) return [pattern];
  const [before, after] = pattern.split('*') as [string, string];
  const parent = before.endsWith('/') ? before : dirname(before);
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .map((name) => join(parent, name))
    .filter((path) => path.startsWith(before))
    .map((path) => path + after);
}
