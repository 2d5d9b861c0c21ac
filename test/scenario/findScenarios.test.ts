import { join } from 'node:path';
import { findScenarios } from '../../src/scenario/findScenarios.ts';
import { loadConfiguration } from '../../src/scenario/loadConfiguration.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { thrown } from '../support/thrown.ts';

const named = (name: string) => `export default { name: '${name}' };`;

suite('scenarios', ({ test, before }) => {
  let cwd = '';
  before(() => {
    cwd = temporaryFolder({
      'scenarios/b-folder/scenario.mts': named('users-email'),
      'scenarios/a-folder/scenario.ts': named('orders-region'),
      'scenarios/broken/scenario.js': 'export default {',
      'scenarios/empty/readme.md': '',
      'scenario.mjs': named('here'),
      'deep/er/one/scenario.ts': named('deep-one'),
      'deep/er/two/scenario.ts': named('deep-two'),
      'deep/single.ts': named('single'),
    });
  });
  const names = async (...words: string[]) => (await findScenarios(words, cwd)).map(({ name }) => name);

  test('are found in scenarios/* and in the working directory, one with a mistake under its folder’s name', async () => {
    assert.equal(await names(), ['here', 'orders-region', 'users-email', 'broken']);
    assert.is((await findScenarios([], cwd))[1]!.file, join(cwd, 'scenarios/a-folder/scenario.ts'));
  });
  test('are chosen by declared name and by folder, each once', async () => {
    assert.equal(await names('users-email'), ['users-email']);
    assert.equal(await names('a-folder', 'orders-region', 'users-email'), ['orders-region', 'users-email']);
  });
  test('are chosen by the path of a file, a folder, or a folder of folders', async () => {
    assert.equal(await names('./deep/single.ts'), ['single']);
    assert.equal(await names('deep/er/one'), ['deep-one']);
    assert.equal(await names(join(cwd, 'deep/er/')), ['deep-one', 'deep-two']);
    assert.equal(await names('.'), ['here']);
  });
  test('lie where the configuration says', async () => {
    const folder = temporaryFolder({
      'pgrehearse.config.ts': `export default { scenarios: ['db/*/rehearsal', 'extra.ts'] };`,
      'db/one/rehearsal/scenario.ts': named('one'),
      'db/two/rehearsal/scenario.ts': named('two'),
      'extra.ts': named('extra'),
      'scenario.ts': named('not-listed'),
    });
    const found = await findScenarios([], folder, await loadConfiguration(folder));
    assert.equal(
      found.map(({ name }) => name),
      ['one', 'two', 'extra'],
    );
  });
});

suite('scenarios that cannot be chosen', ({ test }) => {
  test('are unknown, with the one that was meant and all there are', async () => {
    const cwd = temporaryFolder({
      'scenarios/a/scenario.ts': named('orders-region'),
      'scenarios/b/scenario.ts': named('users-email'),
    });
    const error = await thrown(() => findScenarios(['orders-regoin'], cwd));
    assert.is(error.code, 'scenario/unknown');
    assert.is(error.exitCode, 2);
    assert.is(error.message, `there is no scenario 'orders-regoin'`);
    assert.is(error.detail, 'There are orders-region, users-email.');
    assert.match(error.hint!, /^Did you mean 'orders-region'\?/);
    assert.is((await thrown(() => findScenarios(['orders'], cwd))).code, 'scenario/unknown');
  });
  test('are two of one name', async () => {
    const cwd = temporaryFolder({
      'scenarios/a/scenario.ts': named('same'),
      'scenarios/b/scenario.ts': named('same'),
    });
    const error = await thrown(() => findScenarios([], cwd));
    assert.is(error.code, 'scenario/duplicate');
    assert.match(error.message, /two scenarios are called 'same'/);
    assert.match(error.detail!, /a\/scenario\.ts and .*b\/scenario\.ts/);
  });
  test('are none at all', async () => {
    const error = await thrown(() => findScenarios([], temporaryFolder()));
    assert.is(error.code, 'scenario/none');
    assert.match(error.detail!, /scenarios\/\*/);
    assert.match(error.hint!, /pgrehearse init/);
  });
});
