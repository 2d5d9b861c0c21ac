import { zeroConfigScenario } from '../../src/scenario/zeroConfigScenario.ts';
import { assert, suite } from '../support/suite.ts';
import { thrown } from '../support/thrown.ts';

const none = { configuration: null };

suite('a run without a scenario file', ({ test }) => {
  const name = (migrations: string) => zeroConfigScenario({ migrations, cwd: '/srv/My Shop' }, none).name;

  test('is named after its directory, or the parent of one called migrations, made to fit', () => {
    assert.equal(
      ['db/migrations', './migrations', 'Schema_Changes/', '/x/v1.2-up', '/migrations', '/日本'].map(name),
      ['db', 'my-shop', 'schema-changes', 'v1-2-up', 'migrations', 'migrations'],
    );
  });
  test('fills every table and takes the last migration', () => {
    const scenario = zeroConfigScenario(
      { migrations: 'm', cwd: '/p', rows: 1_000_000 },
      { ...none, scale: 0.1 },
    );
    assert.equal([scenario.rowsPerTable, scenario.data, scenario.file], [100_000, [], null]);
    assert.equal(scenario.migrations.directory, '/p/m');
    assert.equal(scenario.migrations.pending, { last: 1 });
    assert.is(zeroConfigScenario({ migrations: 'm' }, none).rowsPerTable, 100_000);
  });
  test('takes flags, and the configuration’s budgets and server', () => {
    const configuration = {
      file: '/p/pgrehearse.config.ts',
      directory: '/p',
      postgres: { version: 17 },
      budgets: { duration: 1000 },
      thresholds: {},
      reporters: [],
      baseline: null,
      history: null,
      scenarios: null,
      production: null,
    };
    const scenario = zeroConfigScenario(
      { migrations: 'm', name: 'mine' },
      { configuration, pendingSince: 'v1', repeats: 5 },
    );
    assert.equal(
      [scenario.name, scenario.migrations.pending, scenario.migrations.pendingOrigin, scenario.repeats],
      ['mine', { since: 'v1' }, '--pending-since', 5],
    );
    assert.equal([scenario.budgets.durationMs, scenario.postgres.version], [1000, '17']);
  });
  test('refuses a name that does not fit', async () => {
    const error = await thrown(() => zeroConfigScenario({ migrations: 'm', name: 'My Name' }, none));
    assert.is(error.code, 'usage/name');
    assert.match(error.message, /--name: expected lower-case words .*, found 'My Name'/);
    assert.match(error.hint!, /'my-name'/);
  });
  test('takes a size for all tables together, and refuses what is none', async () => {
    assert.is(
      zeroConfigScenario({ migrations: 'm', size: '1 GB' }, { ...none, scale: 0.5 }).totalBytes,
      2 ** 29,
    );
    const error = await thrown(() => zeroConfigScenario({ migrations: 'm', size: '8 gigs' }, none));
    assert.is(error.code, 'usage/size');
    assert.match(error.message, /--size: expected a size such as .*, found '8 gigs'/);
    const both = await thrown(() => zeroConfigScenario({ migrations: 'm', size: '1 GB', rows: 5 }, none));
    assert.match(both.message, /--rows and --size exclude each other/);
  });
  test('refuses rows ≤ 0', async () => {
    for (const rows of [0, -5, 1.5]) {
      const error = await thrown(() => zeroConfigScenario({ migrations: 'm', rows }, none));
      assert.is(error.code, 'usage/rows');
      assert.match(error.message, /--rows: expected a positive whole number, found/);
    }
  });
});
