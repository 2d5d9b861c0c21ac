import type { Client } from 'pg';
import type { Server } from '../../src/server/Server.ts';
import { byOwner, itemsScenario } from '../support/itemsProject.ts';
import { localServer } from '../support/localServer.ts';
import { findingsOf, type Project, project } from '../support/project.ts';
import { assert, suite } from '../support/suite.ts';

const migrations = {
  '0002_note.sql': 'alter table items alter column note type varchar(30);\n',
  '0003_flag.sql': 'alter table items add flag boolean;\n',
};

/** Production: twelve million items, and the first two migrations applied. */
async function fillProduction(client: Client): Promise<void> {
  await client.query(`
    CREATE TABLE items (id bigint PRIMARY KEY, owner int NOT NULL, note varchar(30) NOT NULL);
    INSERT INTO items SELECT i, i % 5, 'x' FROM generate_series(1, 2000) i;
    CREATE TABLE schema_migrations (version text PRIMARY KEY);
    INSERT INTO schema_migrations VALUES ('0001'), ('0002');
    ANALYZE;`);
}

suite('a run beside production.json', ({ test, before, after }) => {
  let server: Server;
  let captured: string;
  let one: Project;
  const at = (url: string) => ['--database-url', url, '--yes-this-server-is-disposable'];
  let url: string;
  const edited = (change: (value: ReturnType<typeof JSON.parse>) => void) => {
    const value = JSON.parse(captured);
    change(value);
    return JSON.stringify(value);
  };
  const run = (...args: string[]) => one.call('run', '--repeat', '1', ...at(url), ...args);

  before(async () => {
    server = await localServer();
    url = `postgresql://postgres@127.0.0.1:${server.connection.port}/postgres`;
    const database = await server.createDatabase('production');
    const client = await server.connect(database);
    await fillProduction(client);
    await client.query(
      `ALTER DATABASE "${database}" SET work_mem = '9MB'; ALTER DATABASE "${database}" SET timezone = 'Asia/Kolkata'`,
    );
    await client.end();
    one = project(itemsScenario('items', byOwner, migrations));
    const { code, stderr } = await one.call(
      'production',
      'capture',
      '--target-url',
      url.replace(/postgres$/, database),
    );
    assert.is(code, 0, stderr);
    captured = one.read('production.json');
  });
  after(() => server.stop());

  test('takes the pending migrations from the applied history', async () => {
    const { code, stderr } = await run('--pending-production');
    assert.is(code, 0, stderr);
    assert.equal(one.scenario('items').pending, ['0003_flag']);
    assert.is(one.evidence('items').dataset!.tables.length, 1);
  });

  test('projects to the rows of production, names where they come from, and takes over its settings and time zone', async () => {
    one.write({ 'production.json': edited((value) => (value.tables['public.items'].rows = 12_000_000)) });
    const { code, stdout, stderr } = await run('--pending-from', '0002');
    assert.is(code, 0, stderr);
    const { migrations: done, notes, server: found, findings } = one.scenario('items');
    assert.is(done[0]!.projection!.rows, 12_000_000);
    assert.match(
      notes.join('\n'),
      /production is known from production\.json, PostgreSQL 18\.\d+, captured on .*, less than a day before this run/,
    );
    assert.match(stdout, /production is known from production\.json/);
    assert.equal(
      [found!.settings['work_mem'], found!.settings['TimeZone'] ?? found!.settings['timezone']],
      ['9MB', 'Asia/Kolkata'],
    );
    assert.equal(
      findings.filter(({ rule }) => rule.startsWith('parity/') || rule.startsWith('target/')),
      [],
    );
  });

  test('with nothing pending captures the key queries, and ends with 0', async () => {
    one.write({
      'production.json': edited((value) => value.migrations[0].applied.push({ version: '0003' })),
    });
    const { code } = await run('--pending-production');
    assert.is(code, 0);
    const { pending, notes, queries } = one.scenario('items');
    assert.equal(pending, []);
    assert.is(notes[0], 'nothing pending on production');
    assert.ok(queries[0]!.before.plan);
  });

  test('of which the directory lacks a migration warns, and names it', async () => {
    one.write({
      'production.json': edited((value) => value.migrations[0].applied.push({ version: '0077' })),
    });
    const { code } = await run('--pending-production');
    assert.is(code, 0);
    const [finding] = findingsOf(one.scenario('items'), 'history/missing');
    assert.match(finding!.title, /0077/);
  });

  test('of which tables differ warns, and names them on both sides', async () => {
    one.write({
      'production.json': edited((value) => {
        value.tables['public.audit'] = { ...value.tables['public.items'] };
      }),
    });
    await run('--pending-production');
    const [finding] = findingsOf(one.scenario('items'), 'target/schema-differs');
    assert.match(finding!.title, /the base lacks public\.audit$/);
  });

  test('of another database is refused before a row is loaded', async () => {
    one.write({
      'production.json': edited((value) => {
        value.tables = { 'shop.carts': value.tables['public.items'] };
      }),
    });
    const { code, stderr } = await run('--pending-production');
    assert.is(code, 2);
    assert.match(stderr, /production\.json is of another database: none of its 1 tables is in the base/);
    assert.match(stderr, /has shop\.carts; the base has public\.items/);
  });

  test('that is broken is the scenario’s error, with what to do', async () => {
    one.write({ 'production.json': captured.slice(0, 300) });
    const { code, stderr } = await run();
    assert.is(code, 2);
    assert.match(stderr, /production\.json is not whole/);
    assert.match(stderr, /pgrehearse production capture/);
  });

  test('that is old warns', async () => {
    one.write({ 'production.json': edited((value) => (value.capturedAt = '2020-01-01T00:00:00Z')) });
    const { code, stdout } = await run('--pending-production');
    assert.is(code, 0);
    assert.is(findingsOf(one.scenario('items'), 'parity/stale').length, 1);
    assert.match(stdout, /production\.json was captured [\d,]+ days before this run/);
  });

  test('whose server none here is like takes what is here, and warns of each difference', async () => {
    one.write({
      'production.json': edited((value) => {
        value.server.version = '11.22';
        value.server.major = 11;
        value.server.locale = { provider: 'libc', collate: 'xx_XX.UTF-8', ctype: 'xx_XX.UTF-8' };
        value.server.settings.no_such_setting_yet = 'on';
        value.server.settings.enable_group_by_reordering = 'maybe';
        value.server.extensions.postgis = '3.4';
      }),
    });
    const { code, stderr } = await one.call(
      'run',
      '--repeat',
      '1',
      '--pending-production',
      '--server',
      'embedded',
    );
    assert.is(code, 0, stderr);
    const { findings } = one.scenario('items');
    const parity = findings.filter(({ rule }) => rule.startsWith('parity/'));
    assert.equal(parity.map(({ rule }) => rule).sort(), [
      'parity/extension',
      'parity/locale',
      'parity/setting',
      'parity/version',
    ]);
    assert.ok(parity.every(({ severity }) => severity === 'warn'));
    assert.match(
      parity.find(({ rule }) => rule === 'parity/setting')!.title,
      /enable_group_by_reordering of the server’s own instead of maybe/,
    );
  });

  test('does not soften what the scenario says itself', async () => {
    one.write({ 'production.json': captured });
    const strict = project({
      ...itemsScenario('items', `postgres: { version: 11 }, ${byOwner}`, migrations),
      'production.json': captured,
    });
    const { code, stderr } = await strict.call('run', '--server', 'embedded');
    assert.is(code, 3);
    assert.match(stderr, /PostgreSQL 11 was asked for/);
  });

  test('doctor shows which settings come from it, its age, and what is left to the machine', async () => {
    one.write({ 'production.json': edited((value) => (value.server.settings.shared_buffers = '64GB')) });
    const { code, stdout } = await one.call('doctor');
    assert.is(code, 0);
    assert.match(stdout, /settings\.work_mem +9MB +production\.json/);
    assert.match(stdout, /timezone +Asia\/Kolkata +production\.json/);
    assert.match(stdout, /captured .* 0 days ago/);
    assert.match(stdout, /left to this machine: .*shared_buffers = 64GB/);
  });

  test('without production.json a choice by it is refused', async () => {
    const bare = project(itemsScenario('items', byOwner, migrations));
    const { code, stderr } = await bare.call('run', '--pending-production', ...at(url));
    assert.is(code, 2);
    assert.match(stderr, /there is no production\.json/);
  });

  test('a directory of migrations alone uses it, too', async () => {
    one.write({ 'production.json': captured });
    const { code, stderr } = await run(
      '--migrations',
      'scenarios/items/migrations',
      '--rows',
      '50',
      '--pending-production',
      '--name',
      'bare',
    );
    assert.is(code, 0, stderr);
    assert.equal(one.scenario('bare').pending, ['0003_flag']);
  });
});
