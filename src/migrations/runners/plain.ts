import { isCallback, isFlyway } from '../fileNames.ts';
import { flywayVersions } from '../flywayVersions.ts';
import { folderMigrations } from '../folderMigrations.ts';
import { looseMigrations } from '../looseMigrations.ts';
import type { MigrationPaths } from '../MigrationPaths.ts';
import { naturalOrder } from '../naturalOrder.ts';
import { sectionMarkers } from '../sectionMarkers.ts';
import type { Runner } from './Runner.ts';

const kinds = { 'up.sql': 'up', 'migration.sql': 'up', 'down.sql': 'down' } as const;

/**
 * No tool in particular: every layout that is known, in natural order, a transaction for each file unless it has what
 * cannot run in one.
 */
export const plain: Runner = {
  name: 'plain',
  transaction: 'own',
  markers: Object.values(sectionMarkers),
  detect: () => null,
  list(directory) {
    const folders = folderMigrations(directory, kinds);
    const loose = looseMigrations(directory);
    const some = folders.some(({ up }) => up.length > 0);
    // Beside folders, a file of another name is an aid and no migration.
    const found = joined(folders, some ? loose.filter(({ id }) => /^(\d|V\d)/.test(id)) : loose);
    const ids = found.map(({ id }) => id).filter((id) => !isCallback(id));
    return isFlyway(ids) ? flywayVersions(found) : found.sort((a, b) => naturalOrder(a.id, b.id));
  },
  arrange: ({ policy, bare, needsNone, text }) => ({
    transaction: bare || isBareFile(text) || (policy === 'own' && needsNone) ? 'none' : policy,
  }),
};

/** sqlx's first line, and Atlas's directive. */
function isBareFile(text: string): boolean {
  return /^-- no-transaction\b/.test(text) || /^--[ \t]*atlas:txmode none\b/m.test(text);
}

function joined(folders: readonly MigrationPaths[], loose: readonly MigrationPaths[]): MigrationPaths[] {
  const all = new Map(folders.map((paths) => [paths.id, paths]));
  for (const paths of loose) {
    const other = all.get(paths.id);
    all.set(
      paths.id,
      other ? { id: paths.id, up: [...other.up, ...paths.up], down: [...other.down, ...paths.down] } : paths,
    );
  }
  return [...all.values()];
}
