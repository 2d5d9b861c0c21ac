import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, PgrehearseError } from '../errors.ts';
import { displayPath } from '../scenario/displayPath.ts';
import type { MigrationHistory } from './MigrationHistory.ts';
import { naturalOrder } from './naturalOrder.ts';

/** The files that claim to be one migration, relative to the directory. */
export interface MigrationPaths {
  id: string;
  up: string[];
  down: string[];
}

const folderFiles = { 'up.sql': 'up', 'migration.sql': 'up', 'down.sql': 'down' } as const;

/** Finds `0001_name.sql`, `.up.sql` and `.down.sql`, and folders that hold `up.sql` or `migration.sql`. */
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
  for (const entry of entries.sort((a, b) => naturalOrder(a.name, b.name))) {
    const [, id, direction] = /^(.+?)(?:\.(up|down))?\.sql$/.exec(entry.name) ?? [];
    if (await isFolder(directory, entry)) {
      for (const name of await folderContents(join(directory, entry.name)))
        add(entry.name, folderFiles[name], join(entry.name, name));
    } else if (id !== undefined) {
      layout = 'plain';
      add(id, direction === 'down' ? 'down' : 'up', entry.name);
    }
  }
  if (byId.size === 0) throw nothingFound(directory, entries);
  return { layout, found: [...byId.values()].sort((a, b) => naturalOrder(a.id, b.id)) };
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
  return names.filter((name): name is keyof typeof folderFiles => name in folderFiles);
}

function nothingFound(directory: string, entries: readonly Dirent[]): PgrehearseError {
  const names = entries
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort(naturalOrder);
  const more = names.length > 8 ? `, and ${names.length - 8} more` : '';
  return new PgrehearseError('migrations/none', `no migrations in ${displayPath(directory)}`, {
    detail:
      'Expected files such as 0001_create.sql, or 0001_create.up.sql with 0001_create.down.sql, or folders with ' +
      `up.sql or migration.sql; found ${names.length === 0 ? 'nothing' : names.slice(0, 8).join(', ') + more}.`,
    source: displayPath(directory),
    hint: 'Point migrations.directory (or --migrations) at the directory that holds the SQL files.',
  });
}
