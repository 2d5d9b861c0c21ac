import { folderMigrations } from '../folderMigrations.ts';
import { looseMigrations } from '../looseMigrations.ts';
import type { MigrationDirectory } from '../MigrationDirectory.ts';
import { byName } from './orders.ts';
import { arrangeSingly, type Runner } from './Runner.ts';

const journal = 'meta/_journal.json';

/**
 * Runs all pending files in one transaction, statement by statement (PgDialect.migrate), in the order of its journal;
 * newer versions keep a folder for each, and no journal.
 */
export const drizzle: Runner = {
  name: 'drizzle',
  transaction: 'shared',
  markers: [],
  detect(directory) {
    if (tagsOf(directory) !== null) return `${journal} lists its files`;
    const folders = [...directory.folders.values()];
    const own = folders.some((names) => names.includes('migration.sql') && names.includes('snapshot.json'));
    return own ? 'its folders hold a migration.sql and a snapshot.json each' : null;
  },
  list(directory) {
    const tags = tagsOf(directory);
    if (tags === null) return folderMigrations(directory, { 'migration.sql': 'up' }).sort(byName);
    const files = new Map(looseMigrations(directory).map((paths) => [paths.id, paths]));
    return tags.flatMap((tag) => files.get(tag) ?? []);
  },
  arrange: arrangeSingly,
};

/** Null where there is no journal that can be read. */
function tagsOf(directory: MigrationDirectory): string[] | null {
  try {
    const { entries } = JSON.parse(directory.text(journal) ?? '') as { entries: { tag: string }[] };
    return entries.map(({ tag }) => tag);
  } catch {
    return null;
  }
}
