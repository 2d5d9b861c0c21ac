import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { PgrehearseError } from '../../errors.ts';
import { MigrationDirectory } from '../../migrations/MigrationDirectory.ts';
import type { MigrationHistory } from '../../migrations/MigrationHistory.ts';
import { runnerOf } from '../../migrations/runnerOf.ts';
import { initFiles } from '../../scenario/initTemplates.ts';
import { nameOfDirectory } from '../../scenario/scenarioName.ts';
import { typesOfRunningCopy } from '../../scenario/typesOfRunningCopy.ts';
import { again } from '../again.ts';
import type { CommandContext } from '../Command.ts';
import { defineCommand } from '../Command.ts';
import { initTables } from '../initTables.ts';
import { serverOptions } from '../sharedOptions.ts';

/** What stands in a directory of migrations that begins with a schema file. */
const firstMigration = '-- The migration to rehearse on this schema.\nselect 1;\n';

export const initCommand = defineCommand({
  command: 'init [directory]',
  describe: 'Write a scenario to start from, with the tables of your schema declared',
  positionals: {
    directory: { type: 'string', default: '.', describe: 'Where to; default: the working directory' },
  },
  options: {
    migrations: {
      type: 'string',
      describe: 'Your directory of migrations; default: two examples are written',
    },
    schema: { type: 'string', describe: 'A file with your schema, instead of migrations or below them' },
    rows: { type: 'number', default: 10_000, describe: 'Rows in each table that is declared' },
    ...serverOptions,
  },
  async run(args, context) {
    const root = resolve(args.directory);
    const files = await filesOf(root, args, context);
    refuseToOverwrite(
      root,
      files.map(({ path }) => path),
    );
    for (const { path, text } of files) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text, { flag: 'wx' });
      context.terminal.out(`wrote ${relative(process.cwd(), join(root, path))}\n`);
    }
    const where = relative(process.cwd(), root);
    context.terminal.out(`\nNow run: ${where ? `cd ${where} && ` : ''}${again(['run'])}\n`);
  },
});

interface InitFlags {
  migrations?: string | undefined;
  schema?: string | undefined;
  rows: number;
  databaseUrl?: string | undefined;
  yesThisServerIsDisposable: boolean;
}

async function filesOf(root: string, args: InitFlags, context: CommandContext) {
  const types = typesOfRunningCopy(root);
  const hasTsconfig = existsSync(join(root, 'tsconfig.json'));
  if (args.migrations === undefined && args.schema === undefined)
    return initFiles({ migrations: null, types, hasTsconfig });
  checkRows(args.rows);
  const from = (path: string) => relative(root, path).replaceAll('\\', '/') || '.';
  const schema = args.schema === undefined ? null : resolve(args.schema);
  const history = args.migrations === undefined ? null : await historyOf(resolve(args.migrations));
  const name = nameOfDirectory(history?.directory ?? schema!.replace(/\.sql$/, ''));
  const directory = history ? from(history.directory) : `scenarios/${name}/migrations`;
  if (schema !== null) await checkReadable(schema, args.schema!);
  const tables = await initTables({ ...args, history, schema }, context);
  const files = initFiles({
    migrations: { directory, name },
    schema: schema === null ? null : from(schema),
    tables,
    types,
    hasTsconfig,
  });
  return history ? files : [...files, { path: `${directory}/0001_pending.sql`, text: firstMigration }];
}

/** As the runner that the directory looks like reads it. */
async function historyOf(directory: string): Promise<MigrationHistory> {
  const migrations = { runner: null, transaction: null, placeholders: {} };
  const { history } = await runnerOf(await MigrationDirectory.open(directory), {
    migrations,
    production: null,
  });
  return history;
}

function checkRows(rows: number): void {
  if (Number.isSafeInteger(rows) && rows > 0) return;
  throw new PgrehearseError('usage/rows', `--rows: expected a positive whole number, found ${rows}`, {
    source: '--rows',
    hint: 'Give the number of rows that each table gets, such as 10000.',
  });
}

async function checkReadable(path: string, given: string): Promise<void> {
  try {
    await readFile(path);
  } catch (cause) {
    throw new PgrehearseError('usage/schema', `--schema: ${given} cannot be read`, {
      detail: (cause as Error).message,
      source: '--schema',
      hint: 'Give a file of SQL that makes the schema, such as what pg_dump --schema-only writes.',
      cause,
    });
  }
}

function refuseToOverwrite(root: string, paths: readonly string[]): void {
  const there = paths.filter((path) => existsSync(join(root, path)));
  if (there.length === 0) return;
  throw new PgrehearseError(
    'usage/file-exists',
    `${there.join(', ')} ${there.length === 1 ? 'is' : 'are'} there already`,
    {
      source: root,
      detail: 'Nothing was written.',
      hint: 'Give another directory, or move these files away first.',
    },
  );
}
