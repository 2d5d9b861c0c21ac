import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve, sep } from 'node:path';
import { displayPath } from '../displayPath.ts';

/**
 * The SQL files that a path or a pattern means, sorted: a file; all `.sql` files in a folder and those below it; or
 * what fits `*`, `?` and `**`. Otherwise what was found instead.
 */
export async function findQueryFiles(
  path: string,
  directory: string,
): Promise<{ files: string[] } | { fault: string }> {
  if (/[*?]/.test(path)) {
    const slashed = path.split(sep).join('/');
    const fixed = slashed.slice(0, slashed.search(/[^/]*[*?]/));
    const root = isAbsolute(path) ? resolve(fixed) : resolve(directory, fixed);
    const fits = new RegExp(`^${expressionOf(slashed.slice(fixed.length))}$`, 'u');
    const files = (await below(root)).filter((name) => fits.test(name)).map((name) => join(root, name));
    return files.length > 0 ? { files } : { fault: `expected files, found none that fit ${path}` };
  }
  const absolute = resolve(directory, path);
  const found = await stat(absolute).catch(() => null);
  if (found?.isFile()) return { files: [absolute] };
  const expected = 'expected a file, a folder or a pattern, found';
  if (!found?.isDirectory()) return { fault: `${expected} ${displayPath(absolute)}, which does not exist` };
  const files = (await below(absolute)).filter((name) => name.endsWith('.sql'));
  if (files.length === 0)
    return { fault: `${expected} ${displayPath(absolute)}, a folder without .sql files` };
  return { files: files.map((name) => join(absolute, name)) };
}

/** Relative paths of the files below a folder, with forward slashes; without hidden ones and what packages bring. */
async function below(root: string, prefix = ''): Promise<string[]> {
  const entries = await readdir(join(root, prefix), { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
    const path = `${prefix}${entry.name}`;
    if (entry.isDirectory()) names.push(...(await below(root, `${path}/`)));
    else names.push(path);
  }
  return names;
}

function expressionOf(pattern: string): string {
  return pattern.replace(/\*\*\/|\*\*|[*?]|[^*?]/gu, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return part.replace(/[\\^$.|+()[\]{}/-]/g, '\\$&');
  });
}
