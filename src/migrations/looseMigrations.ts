import { fileNameOf } from './fileNames.ts';
import type { MigrationDirectory } from './MigrationDirectory.ts';
import { type MigrationPaths, PathsById } from './MigrationPaths.ts';

/** Files that lie in the directory itself, by id; a file for PostgreSQL stands in for the one for all databases. */
export function looseMigrations(
  { files }: Pick<MigrationDirectory, 'files'>,
  accepts: RegExp = /\.sql$/,
): MigrationPaths[] {
  const paths = new PathsById();
  const own = new Set<string>();
  for (const name of files) {
    const file = accepts.test(name) ? fileNameOf(name) : null;
    if (file === null) continue;
    paths.add(file.id, file.direction, name);
    if (file.own) own.add(name);
  }
  for (const { up, down } of paths.all) for (const each of [up, down]) preferOwn(each, own);
  return paths.all;
}

function preferOwn(paths: string[], special: ReadonlySet<string>): void {
  const own = paths.filter((path) => special.has(path));
  if (own.length > 0) paths.splice(0, paths.length, ...own);
}
