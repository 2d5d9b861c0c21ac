import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { PgrehearseError } from '../../errors.ts';
import { readHistory } from '../../migrations/readHistory.ts';
import { initFiles } from '../../scenario/initTemplates.ts';
import { nameOfDirectory } from '../../scenario/scenarioName.ts';
import { typesOfRunningCopy } from '../../scenario/typesOfRunningCopy.ts';
import { defineCommand } from '../Command.ts';

export const initCommand = defineCommand({
  command: 'init [directory]',
  describe: 'Write a scenario to start from',
  positionals: {
    directory: { type: 'string', default: '.', describe: 'Where to; default: the working directory' },
  },
  options: {
    migrations: {
      type: 'string',
      describe: 'Your directory of migrations; default: two examples are written',
    },
  },
  async run({ directory, migrations }, { terminal }) {
    const root = resolve(directory);
    const found = migrations === undefined ? null : await readHistory(resolve(migrations));
    const files = initFiles({
      migrations: found && {
        directory: relative(root, found.directory).replaceAll('\\', '/') || '.',
        name: nameOfDirectory(found.directory),
      },
      types: typesOfRunningCopy(root),
      hasTsconfig: existsSync(join(root, 'tsconfig.json')),
    });
    refuseToOverwrite(
      root,
      files.map(({ path }) => path),
    );
    for (const { path, text } of files) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text, { flag: 'wx' });
      terminal.out(`wrote ${relative(process.cwd(), join(root, path))}\n`);
    }
    const where = relative(process.cwd(), root);
    terminal.out(`\nNow run: ${where ? `cd ${where} && ` : ''}pgrehearse run\n`);
  },
});

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
