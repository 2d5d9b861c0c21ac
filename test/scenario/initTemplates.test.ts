import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as publicApi from '../../src/index.ts';
import { readHistory } from '../../src/migrations/readHistory.ts';
import { resolvePending } from '../../src/migrations/resolvePending.ts';
import { findScenarios } from '../../src/scenario/findScenarios.ts';
import { type InitOptions, initFiles } from '../../src/scenario/initTemplates.ts';
import { loadScenario } from '../../src/scenario/loadScenario.ts';
import { typesOfRunningCopy } from '../../src/scenario/typesOfRunningCopy.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const run = promisify(execFile);
const types = {
  index: '../lib/index.d.ts',
  generators: '../lib/generators',
  ending: '.d.ts',
  typeRoots: null,
};

/** A directory in which `init` was run. */
function made(options: Partial<InitOptions>, others: Record<string, string> = {}): string {
  const folder = temporaryFolder(others);
  const files = initFiles({
    migrations: null,
    hasTsconfig: false,
    types: typesOfRunningCopy(folder),
    ...options,
  });
  return temporaryFolder(Object.fromEntries(files.map(({ path, text }) => [path, text])), folder);
}

const typeCheck = (...args: string[]) =>
  run(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit', ...args]);

suite('the files that init makes', ({ test, skip }) => {
  const paths = (options: Partial<InitOptions>) =>
    initFiles({ migrations: null, hasTsconfig: false, types, ...options }).map(({ path }) => path);

  test('are a scenario, its migrations and a tsconfig.json', () => {
    assert.equal(paths({}), [
      'scenarios/orders-amount/scenario.ts',
      'scenarios/orders-amount/migrations/0001_create.sql',
      'scenarios/orders-amount/migrations/0002_amount_bigint.up.sql',
      'scenarios/orders-amount/migrations/0002_amount_bigint.down.sql',
      'tsconfig.json',
    ]);
  });
  test('leave a tsconfig.json alone that is there', () => {
    assert.ok(paths({ hasTsconfig: true }).includes('scenarios/tsconfig.json'));
    const file = initFiles({ migrations: null, hasTsconfig: true, types }).at(-1)!;
    assert.equal(JSON.parse(file.text).compilerOptions.paths, {
      pgrehearse: ['../../lib/index.d.ts'],
      'pgrehearse/generators/*': ['../../lib/generators/*.d.ts'],
    });
  });
  test('point at the user’s migrations where there are some', async () => {
    const folder = made(
      { migrations: { directory: 'db/migrations', name: 'db' } },
      { 'db/migrations/1_a.sql': '', 'db/migrations/2_b.sql': '' },
    );
    const [found] = await findScenarios([], folder);
    assert.is(found!.name, 'db');
    const scenario = await loadScenario(found!.file, { configuration: null });
    assert.is(scenario.migrations.directory, join(folder, 'db/migrations'));
    assert.is(scenario.rowsPerTable, 100_000);
    assert.is((await readHistory(scenario.migrations.directory!)).migrations.length, 2);
    await typeCheck('-p', folder);
  });

  const complete = 'load as they are and type-check against the running copy';
  if (!('defineTable' in publicApi)) skip(complete, 'this checkout has no column declarations');
  else {
    test(complete, async () => {
      for (const hasTsconfig of [false, true]) {
        const folder = made({ hasTsconfig });
        const scenario = await loadScenario((await findScenarios([], folder))[0]!.file, {
          configuration: null,
        });
        const history = await readHistory(scenario.migrations.directory!);
        assert.equal(
          history.migrations.map(({ up, down }) => [up.error, down?.error ?? null]),
          [
            [null, null],
            [null, null],
          ],
        );
        const { pending } = await resolvePending(history, scenario.migrations.pending);
        assert.equal(
          pending.map(({ id }) => id),
          ['0002_amount_bigint'],
        );
        assert.equal(
          scenario.data.map(({ table }) => table.name),
          ['public.customers', 'public.orders'],
        );
        await typeCheck('-p', join(folder, hasTsconfig ? 'scenarios' : '.'));
      }
    });
  }
});
