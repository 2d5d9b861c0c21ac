import { join } from 'node:path';
import { loadConfiguration } from '../../src/scenario/loadConfiguration.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { thrown } from '../support/thrown.ts';

suite('the configuration', ({ test }) => {
  test('may be absent', async () => {
    assert.is(await loadConfiguration(temporaryFolder()), null);
  });
  test('is loaded with units and paths resolved', async () => {
    const cwd = temporaryFolder({
      'pgrehearse.config.ts': `import { defineConfig } from 'pgrehearse';
        export default defineConfig({ postgres: { version: 17 }, budgets: { stall: '1 s' }, thresholds: { walRatio: 2 },
          reporters: ['json', 'markdown=out/a=b.md'], baseline: './baselines', history: '/var/nights', scenarios: ['db/*'], production: './known/production.json' });`,
    });
    assert.equal(await loadConfiguration(cwd), {
      file: join(cwd, 'pgrehearse.config.ts'),
      directory: cwd,
      postgres: { version: 17 },
      budgets: { stall: 1000 },
      thresholds: { walRatio: 2 },
      reporters: [
        { name: 'json', file: null },
        { name: 'markdown', file: join(cwd, 'out/a=b.md') },
      ],
      baseline: join(cwd, 'baselines'),
      history: '/var/nights',
      scenarios: ['db/*'],
      production: join(cwd, 'known/production.json'),
    });
  });
  test('with a mistake names the field, what was expected and what was found', async () => {
    const cwd = temporaryFolder({
      'pgrehearse.config.mjs': `export default { reporters: ['Json!'], budget: {} };`,
    });
    const error = await thrown(() => loadConfiguration(cwd));
    assert.is(error.code, 'config/invalid');
    assert.is(error.exitCode, 2);
    assert.match(
      error.message,
      /config\.mjs: reporters\[0\]: expected a reporter such as 'json' .*, found 'Json!'/,
    );
    assert.match(error.detail!, /^budget: unknown field; .* Did you mean 'budgets'\?$/);
  });
  test('with a syntax error names the line', async () => {
    const error = await thrown(() =>
      loadConfiguration(temporaryFolder({ 'pgrehearse.config.js': '\nexport default {' })),
    );
    assert.is(error.code, 'config/syntax');
    assert.match(error.message, /pgrehearse\.config\.js:2:\d+: /);
  });
  test('without a default export says what to write', async () => {
    const error = await thrown(() =>
      loadConfiguration(temporaryFolder({ 'pgrehearse.config.ts': 'export {};' })),
    );
    assert.is(error.code, 'config/no-default-export');
    assert.match(error.hint!, /export default defineConfig/);
  });
  test('must be one file', async () => {
    const cwd = temporaryFolder({ 'pgrehearse.config.ts': '', 'pgrehearse.config.js': '' });
    assert.match(
      (await thrown(() => loadConfiguration(cwd))).message,
      /found pgrehearse\.config\.ts and pgrehearse\.config\.js/,
    );
  });
});
