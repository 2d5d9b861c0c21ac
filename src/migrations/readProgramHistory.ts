import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PgrehearseError } from '../errors.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';
import type { MigrationDirectory } from './MigrationDirectory.ts';
import type { Migration, MigrationFile, MigrationHistory } from './MigrationHistory.ts';
import { naturalOrder } from './naturalOrder.ts';
import { readHistory } from './readHistory.ts';
import { runnerOf } from './runnerOf.ts';
import { runners } from './runners/runnerRegistry.ts';

/** What the tools of other languages write their migrations in; `.d.ts` and maps are by-products. */
const program =
  /^(?!__init__\.)(.+?)(?<!\.d)\.(?:js|cjs|mjs|ts|mts|cts|rb|py|php|exs|kt|java|xml|ya?ml|json)$/;

/**
 * As `readHistory`; but where a directory holds programs in place of SQL, or beside it, their names are the history:
 * a tool runs them, and nobody else can read them. Statements are known of files that are SQL.
 */
export async function readProgramHistory(
  directory: MigrationDirectory,
  scenario: Pick<ResolvedScenario, 'migrations' | 'production'>,
): Promise<MigrationHistory> {
  const { path, files } = directory;
  const programs = files.filter((name) => program.test(name) && !/^(?:package|tsconfig)\b/.test(name));
  if (programs.length === 0) return sqlHistory(directory, scenario);
  const migrations = programs.map((name) => ofProgram(path, name));
  if (files.some((name) => name.endsWith('.sql')))
    migrations.push(...(await sqlHistory(directory, scenario)).migrations);
  migrations.sort((a, b) => naturalOrder(a.id, b.id));
  return { directory: path, layout: 'plain', migrations: await alembicOrder(migrations) };
}

/** Whose it is matters little where the tool itself runs it: two that would run it differently list the same files. */
async function sqlHistory(
  directory: MigrationDirectory,
  scenario: Pick<ResolvedScenario, 'migrations' | 'production'>,
): Promise<MigrationHistory> {
  try {
    return (await runnerOf(directory, scenario)).history;
  } catch (error) {
    if (!(error instanceof PgrehearseError) || error.code !== 'migrations/ambiguous-runner') throw error;
    const { transaction, placeholders } = scenario.migrations;
    return readHistory(directory, { runner: runners.plain, transaction, placeholders });
  }
}

function ofProgram(directory: string, name: string): Migration {
  const id = program.exec(name)![1]!;
  const path = join(directory, name);
  const up: MigrationFile = {
    path,
    text: '',
    statements: [],
    transaction: 'own',
    error: null,
  };
  return { id, up, down: null };
}

/** Alembic's files name the one before them, and are called by hashes. */
async function alembicOrder(migrations: Migration[]): Promise<Migration[]> {
  if (!migrations.every(({ up }) => up.path.endsWith('.py'))) return migrations;
  const links = await Promise.all(
    migrations.map(async (migration) => {
      const text = await readFile(migration.up.path, 'utf8');
      const name = (field: string) =>
        new RegExp(`^${field}\\s*(?::[^=]*)?=\\s*['"]([^'"]+)['"]`, 'm').exec(text)?.[1];
      return { migration, revision: name('revision'), after: name('down_revision') };
    }),
  );
  if (links.some(({ revision }) => revision === undefined)) return migrations;
  const ordered: Migration[] = [];
  const visit = (after: string | undefined) => {
    for (const link of links.filter((each) => each.after === after)) {
      ordered.push(link.migration);
      visit(link.revision);
    }
  };
  visit(undefined);
  return ordered.length === migrations.length ? ordered : migrations;
}
