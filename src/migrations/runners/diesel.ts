import { dirname, join } from 'node:path';
import { folderMigrations } from '../folderMigrations.ts';
import type { MigrationDirectory } from '../MigrationDirectory.ts';
import { arrangeWhole, type Runner } from './Runner.ts';

/** Sends each file as one query, in a transaction unless metadata.toml switches it off (diesel_migrations). */
export const diesel: Runner = {
  name: 'diesel',
  transaction: 'own',
  markers: [],
  detect(directory) {
    const some = [...directory.folders.values()].some((names) => names.includes('up.sql'));
    return some ? 'its folders hold an up.sql each' : null;
  },
  list: (directory) =>
    folderMigrations(directory, { 'up.sql': 'up', 'down.sql': 'down' }).sort((a, b) =>
      versionOf(a.id) < versionOf(b.id) ? -1 : 1,
    ),
  arrange: (file) => arrangeWhole({ ...file, bare: runsBare(file.directory, dirname(file.path)) }),
};

/** As text: up to the first underscore, without dashes. */
function versionOf(id: string): string {
  return id.split('_')[0]!.replaceAll('-', '');
}

/** Where the file is there and does not say, no transaction is what its reader makes of it. */
function runsBare(directory: MigrationDirectory, folder: string): boolean {
  const metadata = directory.text(join(folder, 'metadata.toml'));
  return metadata !== null && !/^\s*run_in_transaction\s*=\s*true\b/m.test(metadata);
}
