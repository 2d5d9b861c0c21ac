import { join } from 'node:path';
import type { MigrationDirectory } from './MigrationDirectory.ts';
import { type MigrationPaths, PathsById } from './MigrationPaths.ts';

/** Folders that hold one of these files each: `{ 'up.sql': 'up', 'down.sql': 'down' }`. */
export function folderMigrations(
  { folders }: Pick<MigrationDirectory, 'folders'>,
  kinds: Readonly<Record<string, 'up' | 'down'>>,
): MigrationPaths[] {
  const paths = new PathsById();
  for (const [folder, names] of folders)
    for (const name of names)
      if (Object.hasOwn(kinds, name)) paths.add(folder, kinds[name]!, join(folder, name));
  return paths.all;
}
