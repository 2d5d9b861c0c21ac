import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { pidLabel } from '../../src/server/container/removeContainers.ts';
import { byOwner, itemsScenario } from '../support/itemsProject.ts';
import { leftovers } from '../support/leftovers.ts';
import { type Outcome, type Project, project, type Running } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const image = process.env['PGREHEARSE_TEST_IMAGE'];

const items = (
  postgres: string,
  up = 'alter table items add column stamp timestamptz default clock_timestamp();\n',
) =>
  project(
    itemsScenario('items', `postgres: ${postgres}, ${byOwner}`, {
      '0002_stamp.up.sql': up,
      '0002_stamp.down.sql': 'alter table items drop column if exists stamp;\n',
    }),
  );

/** What every kind of server must show: the same facts, and the settings that were asked for. */
function assertRehearsed(one: Project, { code, stderr }: Outcome, source: string): void {
  assert.is(code, 0, stderr);
  const seen = one.scenario('items');
  assert.is(seen.server?.source, source);
  assert.is(seen.server?.settings['work_mem'], '5MB');
  assert.equal(seen.migrations[0]?.statements[0]?.rewrites, ['public.items']);
  assert.equal(seen.migrations[0]?.statements[0]?.locks[0], {
    relation: 'public.items',
    mode: 'AccessExclusiveLock',
  });
  assert.is(seen.migrations[0]?.rollback?.schemaRestored, true);
  assert.type(seen.queries[0]?.after.buffers, 'number');
  assert.ok(seen.host.class.endsWith(source));
}

suite('a scenario on --server binaries', ({ test, skip }) => {
  if (!existsSync('/usr/lib/postgresql')) {
    skip('it runs on this machine’s PostgreSQL', 'there is no /usr/lib/postgresql');
    return;
  }
  test('it runs on this machine’s PostgreSQL, and leaves nothing', async () => {
    const one = items(`{ settings: { work_mem: '5MB' } }`);
    assertRehearsed(one, await one.run('run', '--server', 'binaries'), 'binaries');
    assert.equal(leftovers(one), []);
  });
});

suite('a scenario on --server container', ({ test, skip }) => {
  if (!image) {
    skip('it runs in a container of PostgreSQL 15', 'PGREHEARSE_TEST_IMAGE is not set');
    return;
  }
  /** Of one run: other test files start some, too. */
  const containersOf = ({ child }: Running) =>
    execFileSync('docker', ['ps', '-a', '-q', '--filter', `label=${pidLabel}=${child.pid}`], {
      encoding: 'utf8',
    })
      .split('\n')
      .filter(Boolean);
  const postgres = `{ version: 15, image: '${image}', settings: { work_mem: '5MB' } }`;

  test(
    'it runs in a container of PostgreSQL 15, and leaves none',
    async () => {
      const one = items(postgres);
      const running = one.start('run', '-v', '--server', 'container');
      await running.until(/applying 0002_stamp/);
      assert.is(containersOf(running).length, 1);
      assertRehearsed(one, await running.ended, 'container');
      assert.is(one.scenario('items').server?.major, 15);
      assert.equal(containersOf(running), []);
      assert.equal(leftovers(one), []);
    },
    { timeoutMs: 180_000 },
  );

  test(
    'it leaves none within ten seconds of kill -9',
    async () => {
      const one = items(postgres, 'select pg_sleep(60);\n');
      const running = one.start('run', '-v', '--server', 'container');
      await running.until(/applying 0002_stamp/);
      running.child.kill('SIGKILL');
      await running.ended;
      const left = () => containersOf(running);
      for (const deadline = performance.now() + 10_000; left().length > 0 && performance.now() < deadline; )
        await pause(200);
      assert.equal(left(), []);
    },
    { timeoutMs: 180_000 },
  );
});

suite('a scenario on --database-url', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  const databases = async () => {
    const client = await shared.server().connect('postgres');
    const { rows } = await client.query<{ datname: string }>(
      `select datname from pg_database where datname like 'pgrehearse%'`,
    );
    await client.end();
    return rows.map(({ datname }) => datname);
  };
  const databasesAfter = async (ms: number) => {
    const deadline = performance.now() + ms;
    while ((await databases()).length > 0 && performance.now() < deadline) await pause(200);
    return databases();
  };

  test('it runs on that server, and leaves no database and no setting', async () => {
    const one = items(`{ settings: { work_mem: '5MB' } }`);
    assertRehearsed(one, await one.run('run', '--database-url', shared.url()), 'url');
    assert.equal(await databases(), []);
    const client = await shared.server().connect('postgres');
    const { rows } = await client.query(
      `select name from pg_file_settings where sourcefile like '%postgresql.auto.conf'`,
    );
    await client.end();
    assert.equal(rows, []);
    assert.equal(leftovers(one), []);
  });

  test('it leaves no database after Ctrl-C', async () => {
    const one = items('{}', 'select pg_sleep(60);\n');
    const running = one.start('run', '-v', '--database-url', shared.url());
    await running.until(/applying 0002_stamp/);
    running.child.kill('SIGINT');
    assert.is((await running.ended).code, 130);
    assert.equal(await databases(), []);
  });

  test('it leaves no database within ten seconds of kill -9', async () => {
    const one = items('{}', 'select pg_sleep(60);\n');
    const running = one.start('run', '-v', '--database-url', shared.url());
    await running.until(/applying 0002_stamp/);
    running.child.kill('SIGKILL');
    await running.ended;
    assert.equal(await databasesAfter(10_000), []);
  });
});
