import { setTimeout as sleep } from 'node:timers/promises';
import { alterSystem, awaitSettings } from '../../src/server/durability/alterSystem.ts';
import type { Server } from '../../src/server/Server.ts';
import { openQuietly, queryValue } from '../support/postgresSpec.ts';
import { refusal } from '../support/refusal.ts';
import { leftAfterTenSeconds, startServerProcess } from '../support/ServerProcess.ts';
import { assert, suite } from '../support/suite.ts';

suite('an existing server', ({ test, before, after }) => {
  let host: Server;
  before(async () => {
    host = await openQuietly({ server: 'embedded' });
    const client = await host.connect('postgres');
    await client.query("create role plain login password 'plain'");
    await client.query("create role creator login createdb password 'creator'");
    await client.end();
  });
  after(() => host?.stop());

  test('gives databases with the settings asked for, and is left as it was', async () => {
    const before = await fingerprint();
    const settings = { work_mem: '9MB', search_path: 'app, public' };
    const server = await openQuietly(
      { settings, timezone: 'Asia/Kolkata', extensions: ['pg_trgm'] },
      { databaseUrl: url() },
    );
    assert.is(server.source, 'url');
    assert.is(server.settings['work_mem'], '9MB');
    assert.is(server.settings['search_path'], 'app, public');
    const template = await server.createDatabase('template');
    const copy = await server.createDatabase('copy', { template });
    assert.is(await queryValue(server, copy, 'show timezone'), 'Asia/Kolkata');
    await server.setDurability('off');
    assert.is(await queryValue(host, 'postgres', 'show fsync'), 'off');
    await server.setDurability('production');
    assert.is(await queryValue(host, 'postgres', 'show fsync'), 'on');
    await server.setDurability('off');
    await server.stop();
    assert.equal(await fingerprint(), before);
  });

  test('keeps what ALTER SYSTEM had set', async () => {
    const admin = await host.connect('postgres');
    await alterSystem(admin, { synchronous_commit: 'local' });
    await awaitSettings(admin, { synchronous_commit: 'local' });
    const before = await fingerprint();
    const server = await openQuietly({}, { databaseUrl: url() });
    await server.setDurability('off');
    await server.stop();
    assert.equal(await fingerprint(), before);
    await alterSystem(admin, { synchronous_commit: null });
    await awaitSettings(admin, { synchronous_commit: 'on' });
    await admin.end();
  });

  test('is left as it was after kill -9 too', async () => {
    const before = await fingerprint();
    const started = startServerProcess({ databaseUrl: url(), durability: 'off' });
    await started.says('open');
    assert.is(await queryValue(host, 'postgres', 'show fsync'), 'off');
    started.kill();
    const deadline = Date.now() + 10_000;
    while (Date.now() < deadline && JSON.stringify(await fingerprint()) !== JSON.stringify(before))
      await sleep(100);
    assert.equal(await fingerprint(), before);
    assert.equal(await leftAfterTenSeconds(started.directory), []);
  });

  test('loses what a crashed machine left, and keeps what a live run has', async () => {
    const live = await openQuietly({}, { databaseUrl: url() });
    const kept = await live.createDatabase('kept');
    const left = 'pgrehearse_0123456789_template';
    const admin = await host.connect('postgres');
    await admin.query(`create database "${left}"`);
    const next = await openQuietly({}, { databaseUrl: url() });
    const { rows } = await admin.query("select datname from pg_database where datname ~ '^pgrehearse_'");
    assert.equal(
      rows.map(({ datname }) => datname),
      [kept],
    );
    await admin.end();
    await Promise.all([live.stop(), next.stop()]);
  });

  test('has its durability changed by one run at a time', async () => {
    const [first, second] = [
      await openQuietly({}, { databaseUrl: url() }),
      await openQuietly({}, { databaseUrl: url() }),
    ];
    await first.setDurability('off');
    await second.setDurability('off');
    const waiting = second.setDurability('production');
    await first.setDurability('production');
    await waiting;
    assert.is(await queryValue(host, 'postgres', 'show fsync'), 'on');
    await Promise.all([first.stop(), second.stop()]);
  });

  test('serves a role that may create databases', async () => {
    const server = await openQuietly({ settings: { work_mem: '9MB' } }, { databaseUrl: url('creator') });
    assert.is(server.superuser, false);
    await server.setDurability('off');
    const name = await server.createDatabase('mine');
    assert.is(await queryValue(server, name, 'show synchronous_commit'), 'off');
    await server.setDurability('production');
    assert.is(await queryValue(server, name, 'show synchronous_commit'), 'on');
    await server.stop();
  });

  test('names the privilege that a role lacks', async () => {
    const error = await refusal({}, { databaseUrl: url('plain') });
    assert.is(error.code, 'server/privilege');
    assert.match(error.message, 'the role plain lacks the privilege CREATEDB');
  });

  test('names a setting that only its own configuration can give', async () => {
    const error = await refusal({ settings: { max_connections: '7' } }, { databaseUrl: url() });
    assert.is(error.code, 'server/setting');
    assert.match(error.detail!, "max_connections = '200'");
    const fitting = await openQuietly({ settings: { max_connections: '200' } }, { databaseUrl: url() });
    await fitting.stop();
  });

  test('names an extension that needs a superuser', async () => {
    const error = await refusal({ extensions: ['pg_buffercache'] }, { databaseUrl: url('creator') });
    assert.is(error.code, 'server/privilege');
    assert.match(error.message, 'pg_buffercache');
  });

  test('of another version is refused', async () => {
    const error = await refusal({ version: '15' }, { databaseUrl: url() });
    assert.is(error.code, 'server/version');
  });

  test('with databases of others needs a word that it is disposable', async () => {
    const admin = await host.connect('postgres');
    await admin.query('create database shop');
    const error = await refusal({}, { databaseUrl: url() });
    assert.is(error.code, 'usage/server-not-disposable');
    assert.is(error.exitCode, 2);
    assert.match(error.message, '1 other database');
    assert.match(error.hint!, '--yes-this-server-is-disposable');
    const server = await openQuietly({}, { databaseUrl: url(), disposable: true });
    await server.stop();
    await admin.query('drop database shop');
    await admin.end();
  });

  test('that does not answer is named without its password', async () => {
    const error = await refusal({}, { databaseUrl: 'postgresql://u:hunter2@127.0.0.1:1/postgres' });
    assert.is(error.code, 'server/unreachable');
    assert.match(error.message, '127.0.0.1:1');
    assert.not.match(JSON.stringify([error.message, error.detail, error.hint]), 'hunter2');
  });

  function url(role = 'postgres'): string {
    const { host: name, port, password } = host.connection;
    return `postgresql://${role}:${role === 'postgres' ? password : role}@${name}:${port}/postgres`;
  }

  /** What must be the same before and after. */
  async function fingerprint(): Promise<unknown> {
    return queryValue(
      host,
      'postgres',
      `select jsonb_build_object(
         'databases', (select jsonb_agg(datname order by datname) from pg_database),
         'settings', (select jsonb_object_agg(name, setting) from pg_settings
                       where name in ('fsync', 'full_page_writes', 'synchronous_commit')),
         'file', pg_read_file('postgresql.auto.conf'))`,
    );
  }
});
