import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { messageOf, PgrehearseError } from '../errors.ts';
import { displayPath } from '../scenario/displayPath.ts';
import { fileNameOf, flywayOrder, flywayVersion, isCallback, isFlyway } from './fileNames.ts';
import type { MigrationHistory } from './MigrationHistory.ts';
import { naturalOrder } from './naturalOrder.ts';

/** The files that claim to be one migration, relative to the directory. */
export interface MigrationPaths {
  id: string;
  up: string[];
  down: string[];
}

const folderFiles = { 'up.sql': 'up', 'migration.sql': 'up', 'down.sql': 'down' } as const;

/** Finds the files that `fileNameOf` knows, and folders that hold `up.sql` or `migration.sql`. */
export async function listMigrationFiles(
  directory: string,
): Promise<{ layout: MigrationHistory['layout']; found: MigrationPaths[] }> {
  const entries = (await entriesOf(directory)).filter(({ name }) => !name.startsWith('.'));
  const byId = new Map<string, MigrationPaths>();
  const add = (id: string, kind: 'up' | 'down', path: string) => {
    const paths = byId.get(id) ?? { id, up: [], down: [] };
    byId.set(id, paths);
    paths[kind].push(path);
  };

  let layout: MigrationHistory['layout'] = 'folders';
  const special = new Set<string>();
  for (const entry of entries.sort((a, b) => naturalOrder(a.name, b.name))) {
    const file = fileNameOf(entry.name);
    if (await isFolder(directory, entry)) {
      for (const name of await folderContents(join(directory, entry.name)))
        add(entry.name, folderFiles[name], join(entry.name, name));
    } else if (file !== null) {
      layout = 'plain';
      add(file.id, file.direction, entry.name);
      if (file.own) special.add(entry.name);
    }
  }
  // Beside folders, a file of another name is an aid and no migration.
  const folders = [...byId.values()].some(({ up }) => up.some((path) => path.includes(sep)));
  if (folders)
    for (const id of byId.keys()) if (!/^(\d|V\d)/.test(id) && isLoose(byId.get(id)!)) byId.delete(id);
  if (folders && ![...byId.values()].some(isLoose)) layout = 'folders';
  for (const { up, down } of byId.values()) for (const paths of [up, down]) preferOwn(paths, special);
  const ids = [...byId.keys()];
  if (ids.length === 0) throw nothingFound(directory, entries);
  const versions = ids.filter((id) => !isCallback(id));
  if (isFlyway(versions)) {
    const found = versions.map((id) => byId.get(id)!);
    return { layout: 'flyway', found: pairVersions(withoutBaselines(found)) };
  }
  return { layout, found: [...byId.values()].sort((a, b) => naturalOrder(a.id, b.id)) };
}

function isLoose({ up, down }: MigrationPaths): boolean {
  return [...up, ...down].every((path) => !path.includes(sep));
}

/** A file for PostgreSQL stands in for the one for all databases. */
function preferOwn(paths: string[], special: ReadonlySet<string>): void {
  const own = paths.filter((path) => special.has(path));
  if (own.length > 0) paths.splice(0, paths.length, ...own);
}

/** `B2__a.sql` stands in for all versions up to 2; where these are there, it adds nothing. */
function withoutBaselines(found: readonly MigrationPaths[]): MigrationPaths[] {
  const versions = found.filter(({ id }) => id.startsWith('V'));
  const replaces = (id: string) => versions.some((other) => flywayOrder(other.id, id) <= 0);
  return found.filter(({ id }) => !id.startsWith('B') || !replaces(id));
}

/** `U1__a.sql` undoes `V1__a.sql`. */
function pairVersions(found: readonly MigrationPaths[]): MigrationPaths[] {
  const undone = new Map(
    found.filter(({ id }) => id.startsWith('U')).map((paths) => [flywayVersion(paths.id), paths]),
  );
  const versions = found.filter(({ id }) => !id.startsWith('U'));
  for (const paths of versions) {
    const undo = undone.get(flywayVersion(paths.id));
    if (undo === undefined) continue;
    paths.down.push(...undo.up);
    undone.delete(flywayVersion(paths.id));
  }
  const alone = [...undone.values()].map(({ id, up }) => ({ id, up: [], down: up }));
  return [...versions, ...alone].sort((a, b) => flywayOrder(a.id, b.id));
}

async function entriesOf(directory: string): Promise<Dirent[]> {
  const source = displayPath(directory);
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const what = code === 'ENOENT' ? 'does not exist' : 'is not a directory';
      throw new PgrehearseError(
        'migrations/missing-directory',
        `the migrations directory ${source} ${what}`,
        {
          detail: `Looked at ${directory}.`,
          source,
          hint: 'Give the directory in migrations.directory, relative to the scenario’s file, or by --migrations.',
        },
      );
    }
    throw new PgrehearseError('migrations/unreadable', `the migrations directory ${source} cannot be read`, {
      detail: messageOf(error),
      source,
      hint: 'Make the directory readable for the user who runs this.',
    });
  }
}

async function isFolder(directory: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  const target = await stat(join(directory, entry.name)).catch(() => null);
  return target?.isDirectory() ?? false;
}

async function folderContents(folder: string): Promise<(keyof typeof folderFiles)[]> {
  const names = await readdir(folder);
  return names.filter((name): name is keyof typeof folderFiles => Object.hasOwn(folderFiles, name));
}

function nothingFound(directory: string, entries: readonly Dirent[]): PgrehearseError {
  const names = entries
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort(naturalOrder);
  const more = names.length > 8 ? `, and ${names.length - 8} more` : '';
  return new PgrehearseError('migrations/none', `no migrations in ${displayPath(directory)}`, {
    detail:
      'Expected files such as 0001_create.sql, or 0001_create.up.sql with 0001_create.down.sql, V1__create.sql, or ' +
      `folders with up.sql or migration.sql; found ${names.length === 0 ? 'nothing' : names.slice(0, 8).join(', ') + more}.`,
    source: displayPath(directory),
    hint: 'Point migrations.directory (or --migrations) at the directory that holds the SQL files.',
  });
}
