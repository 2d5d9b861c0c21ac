import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { checksum, type Manifest } from './Manifest.ts';

type Described = Pick<Manifest, 'bytes' | 'files' | 'control'>;

/** What tells whether the files of an entry are those that were kept, without reading all of them. */
export async function describeFiles(data: string): Promise<Described> {
  const files: Described['files'] = {};
  for (const entry of await readdir(data, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const { size, mtimeMs } = await stat(path);
    files[relative(data, path).replaceAll('\\', '/')] = [size, Math.floor(mtimeMs / 1000)];
  }
  const bytes = Object.values(files).reduce((total, [size]) => total + size, 0);
  return { bytes, files, control: checksum(await readFile(join(data, 'global', 'pg_control'))) };
}

/** Why the files are not those that were kept; null where they are. */
export async function differenceOf(manifest: Manifest, data: string): Promise<string | null> {
  const found = await describeFiles(data).catch(() => null);
  if (found === null) return 'its files cannot be read';
  if (found.control !== manifest.control) return 'global/pg_control has changed';
  for (const [path, [size, changed]] of Object.entries(manifest.files)) {
    const file = found.files[path];
    if (file === undefined) return `${path} is missing`;
    if (file[0] !== size) return `${path} has ${file[0]} bytes instead of ${size}`;
    if (file[1] !== changed) return `${path} was changed`;
  }
  return null;
}
