import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Server } from '../../src/server/Server.ts';
import { surveyServers } from '../../src/server/surveyServers.ts';
import { openQuietly, postgresSpec, queryValue } from '../support/postgresSpec.ts';
import { refusal, refusalIn } from '../support/refusal.ts';
import { rejection } from '../support/rejection.ts';
import { assert, suite } from '../support/suite.ts';

suite('the embedded server', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    server = await openQuietly({
      version: '18',
      settings: { work_mem: '64MB', search_path: 'app, public', 'pg_trgm.similarity_threshold': '0.4' },
      timezone: 'Asia/Kolkata',
      extensions: ['pg_trgm'],
    });
  });
  after(() => server?.stop());

  test('is PostgreSQL 18 with us as superuser', () => {
    assert.is(server.source, 'embedded');
    assert.is(server.major, 18);
    assert.match(server.version, /^18\.\d+$/);
    assert.is(server.superuser, true);
  });

  test('listens on the loopback address alone, with a password', async () => {
    assert.is(await queryValue(server, 'postgres', 'show listen_addresses'), '127.0.0.1');
    assert.is(await queryValue(server, 'postgres', 'show unix_socket_directories'), '');
    const methods = "select string_agg(distinct auth_method, ',') from pg_hba_file_rules";
    assert.is(await queryValue(server, 'postgres', methods), 'scram-sha-256');
  });

  test('records the settings asked for as read back', () => {
    assert.is(server.settings['work_mem'], '64MB');
    assert.is(server.settings['search_path'], 'app, public');
    assert.is(server.settings['pg_trgm.similarity_threshold'], '0.4');
    assert.is(server.settings['timezone'], 'Asia/Kolkata');
    assert.is(server.settings['server_encoding'], 'UTF8');
    assert.is(server.settings['locale_provider'], 'builtin');
    assert.match(server.settings['extensions']!, /^pg_trgm \d/);
    assert.is(server.settings['autovacuum'], 'off');
  });

  test('creates databases with the settings and extensions asked for', async () => {
    const name = await server.createDatabase('fresh');
    assert.is(name, `${server.databasePrefix}fresh`);
    assert.is(await queryValue(server, name, 'show timezone'), 'Asia/Kolkata');
    assert.is(await queryValue(server, name, "select similarity('abc', 'abc')"), 1);
    await server.dropDatabase(name);
    await server.dropDatabase(name);
  });

  test('copies a template with its rows and extensions', async () => {
    const template = await server.createDatabase('template');
    const client = await server.connect(template);
    await client.query('create table public.t as select generate_series(1, 1000) as n');
    await client.end();
    const copy = await server.createDatabase('copy', { template });
    assert.is(await queryValue(server, copy, 'select count(*)::int from public.t'), 1000);
    assert.is(
      await queryValue(server, copy, "select count(*)::int from pg_extension where extname = 'pg_trgm'"),
      1,
    );
    await server.dropDatabase(copy);
  });

  test('drops a database that is in use, and one that is a template', async () => {
    const name = await server.createDatabase('busy');
    const client = await server.connect(name);
    await client.query(`alter database "${name}" is_template true`);
    await server.dropDatabase(name);
    await client.end();
    assert.is(
      await queryValue(server, 'postgres', `select count(*)::int from pg_database where datname = '${name}'`),
      0,
    );
  });

  test('drops no database of others', async () => {
    try {
      await server.dropDatabase('postgres');
    } catch (error) {
      return assert.match(String(error), 'not of this run');
    }
    assert.unreachable();
  });

  test('is durable, not durable, and durable again', async () => {
    const read = () =>
      queryValue(
        server,
        'postgres',
        "select string_agg(setting, ' ' order by name) from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit')",
      );
    assert.is(await read(), 'on on on');
    await server.setDurability('off');
    assert.is(await read(), 'off off off');
    await server.setDurability('production');
    assert.is(await read(), 'on on on');
  });

  test('gives sessions a name and settings of their own', async () => {
    const settings = { search_path: 'app, public', statement_timeout: '7s' };
    const client = await server.connect('postgres', { applicationName: 'a traffic', settings });
    const { rows } = await client.query(
      "select current_setting('application_name') as name, current_setting('statement_timeout') as timeout, current_setting('search_path') as path",
    );
    assert.equal(rows[0], { name: 'a traffic', timeout: '7s', path: 'app, public' });
    await client.end();
  });

  test('lets no timeout of the database end our own sessions, and those of applications', async () => {
    const database = await server.createDatabase('timeouts');
    const names = ['statement_timeout', 'lock_timeout', 'idle_session_timeout', 'transaction_timeout'];
    for (const name of names)
      await queryValue(server, 'postgres', `alter database "${database}" set ${name} = '7s'`);
    const shown = `select string_agg(current_setting(name), ' ') from unnest('{${names}}'::text[]) name`;
    assert.is(await queryValue(server, database, shown), '0 0 0 0');
    const client = await server.connect(database, { asApplication: true });
    const { rows } = await client.query({ text: shown, rowMode: 'array' });
    await client.end();
    assert.equal(rows, [['7s 7s 7s 7s']]);
    await server.dropDatabase(database);
  });

  test('says that a connection was lost, on the query and on the next one', async () => {
    const client = await server.connect('postgres');
    const { rows } = await client.query('select pg_backend_pid() as pid');
    const running = rejection(() => client.query('select pg_sleep(30)'));
    await queryValue(server, 'postgres', `select pg_terminate_backend(${rows[0].pid})`);
    assert.is((await running).code, 'server/connection-lost');
    assert.is((await rejection(() => client.query('select 1'))).code, 'server/connection-lost');
  });

  test('leaves an ordinary error as it is', async () => {
    const client = await server.connect('postgres');
    try {
      await client.query('select 1 / 0');
      assert.unreachable();
    } catch (error) {
      assert.is((error as { code: string }).code, '22012');
    } finally {
      await client.end();
    }
  });

  test('says that the password is wrong, and shows none', async () => {
    const { host, port } = server.connection;
    const databaseUrl = `postgresql://postgres:hunter2@${host}:${port}/postgres`;
    const error = await refusal({}, { databaseUrl });
    assert.is(error.code, 'server/password-refused');
    assert.not.match(JSON.stringify([error.message, error.detail, error.hint]), 'hunter2');
  });
});

suite('embedded servers', ({ test }) => {
  test('run side by side and leave nothing', async () => {
    const servers = await Promise.all([openQuietly(), openQuietly()]);
    assert.is.not(servers[0].connection.port, servers[1].connection.port);
    const directories = await Promise.all(
      servers.map(async (server) => String(await queryValue(server, 'postgres', 'show data_directory'))),
    );
    await Promise.all(servers.map((server) => server.stop()));
    await servers[0].stop();
    for (const directory of directories) assert.not(existsSync(directory), directory);
    for (const { databasePrefix } of servers) {
      const run = databasePrefix.split('_')[1]!;
      assert.equal(
        readdirSync(tmpdir()).filter((name) => name.includes(run)),
        [],
      );
    }
  });

  test('need not be gone in an instant for their clients to go quietly', async () => {
    const server = await openQuietly();
    const client = await server.connect('postgres');
    await server.stop();
    assert.is((await rejection(() => client.query('select 1'))).code, 'server/connection-lost');
  });

  test('say which port is in use', async () => {
    const listener = createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    const { port } = listener.address() as { port: number };
    const error = await rejection(() =>
      openQuietly({ server: 'embedded', settings: { port: String(port) } }),
    );
    listener.close();
    assert.is(error.code, 'server/port-in-use');
    assert.match(error.message, String(port));
  });

  test('say why they do not start, with the last lines of the log', async () => {
    const settings = { shared_preload_libraries: 'no_such_library' };
    const error = await refusal({ server: 'embedded', settings });
    assert.is(error.code, 'server/start-failed');
    assert.match(error.detail!, 'no_such_library');
  });

  test('say where files cannot be placed', async () => {
    const error = await refusalIn(fileURLToPath(import.meta.url));
    assert.is(error.code, 'disk/not-writable');
    assert.match(error.hint!, 'TMPDIR');
  });

  test('are surveyed without being started', async () => {
    const surveys = await surveyServers({ postgres: postgresSpec(), databaseUrl: null, disposable: false });
    assert.equal(
      surveys.map(({ kind }) => kind),
      ['embedded', 'container', 'binaries', 'url'],
    );
    const embedded = surveys[0]!;
    assert.is(embedded.available, true);
    assert.match(embedded.version!, /^18\./);
    for (const { available, hint } of surveys) assert.is(available, hint === null);
  });
});
