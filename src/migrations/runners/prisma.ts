import { folderMigrations } from '../folderMigrations.ts';
import { nearestFile } from './nearestFile.ts';
import { byName } from './orders.ts';
import { arrangeWhole, type Runner } from './Runner.ts';

const kinds = { 'migration.sql': 'up', 'down.sql': 'down' } as const;

/**
 * Sends each file as one query. From 7.4 on it sends its statements one by one, unless its parser does not know one of
 * them, as DROP INDEX CONCURRENTLY (prisma-engines #5767, #5847).
 */
export const prisma: Runner = {
  name: 'prisma',
  transaction: 'implicit',
  markers: [],
  detect(directory) {
    const folders = [...directory.folders.values()];
    const own = folders.filter((names) => names.includes('migration.sql'));
    if (own.length === 0 || own.some((names) => names.includes('snapshot.json'))) return null;
    const lock = directory.files.includes('migration_lock.toml')
      ? ', and migration_lock.toml lies beside them'
      : '';
    return `its folders hold a migration.sql each${lock}`;
  },
  list: (directory) => folderMigrations(directory, kinds).sort(byName),
  arrange(file) {
    const splits = file.policy === 'implicit' && splitsStatements(file.directory.path);
    const parsed = file.statements.every(({ sql }) => !/^drop\s+index\s+concurrently\b/i.test(sql));
    return arrangeWhole(splits && parsed ? { ...file, policy: 'none' } : file);
  },
};

/** Whether the project's Prisma is 7.4 or newer, by what is installed, else by what package.json asks for. */
function splitsStatements(directory: string): boolean {
  const installed = versionIn(
    nearestFile(directory, 'node_modules/prisma/package.json'),
    ({ version }) => version,
  );
  const asked = versionIn(
    nearestFile(directory, 'package.json'),
    ({ dependencies, devDependencies }) => devDependencies?.['prisma'] ?? dependencies?.['prisma'],
  );
  const [major = 0, minor = 0] = installed ?? asked ?? [];
  return major > 7 || (major === 7 && minor >= 4);
}

interface Package {
  version?: string;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

function versionIn(text: string | null, of: (read: Package) => string | undefined): number[] | null {
  if (text === null) return null;
  try {
    return (
      /(\d+)\.(\d+)/
        .exec(of(JSON.parse(text) as Package) ?? '')
        ?.slice(1)
        .map(Number) ?? null
    );
  } catch {
    return null;
  }
}
