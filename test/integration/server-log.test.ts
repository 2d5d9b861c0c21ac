import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LogPosition, LogRecord } from '../../src/server/log/ServerLog.ts';
import { openServer } from '../../src/server/openServer.ts';
import type { Server } from '../../src/server/Server.ts';
import { binaries15, image } from '../support/otherServers.ts';
import { openQuietly, postgresSpec, queryValue } from '../support/postgresSpec.ts';
import { assert, suite } from '../support/suite.ts';

const asked = { log_destination: 'stderr', log_min_messages: 'fatal', deadlock_timeout: '5s' };

const kinds = [
  { name: 'embedded', postgres: { server: 'embedded' as const }, missing: null },
  {
    name: 'of the binaries of 15',
    postgres: { server: 'binaries' as const, version: '15' },
    missing: binaries15,
  },
  {
    name: 'in a container',
    postgres: { server: 'container' as const, image },
    missing: image === null ? 'no Docker engine: set PGREHEARSE_TEST_IMAGE' : null,
  },
];

for (const { name, postgres, missing } of kinds) {
  suite(`the log of a server ${name}`, ({ test, skip, before, after }) => {
    if (missing !== null) return skip('is read', missing);
    let server: Server;
    let database: string;
    before(async () => {
      server = await openQuietly({ ...postgres, settings: asked, timezone: 'Asia/Kolkata' });
      database = await server.createDatabase('logged');
      await server.log!.follow(database);
    });
    after(() => server?.stop());

    const logged = async (task: () => Promise<unknown>): Promise<LogRecord[]> => {
      const since = await server.log!.position();
      await task();
      const { records, complete } = await server.log!.read(since, (record) => record.database === database);
      assert.is(complete, true);
      return records;
    };

    test('has each error with its backend, time, code, statement and context', async () => {
      const client = await server.connect(database, { applicationName: 'a tester' });
      const pid = (await client.query('select pg_backend_pid() as pid')).rows[0].pid;
      const before = Date.now();
      const records = await logged(() =>
        client.query(`do $$ begin\n  perform 1 / 0; -- "quoted", ünïcode\nend $$`).catch(() => undefined),
      );
      await client.end();
      assert.is(records.length, 1);
      const [record] = records;
      assert.equal(
        { ...record, atMs: 0, session: '', context: '', queryId: '', virtualTransaction: '' },
        {
          atMs: 0,
          pid,
          session: '',
          database,
          severity: 'ERROR',
          sqlstate: '22012',
          message: 'division by zero',
          detail: null,
          context: '',
          statement: `do $$ begin\n  perform 1 / 0; -- "quoted", ünïcode\nend $$`,
          applicationName: 'a tester',
          backendType: 'client backend',
          queryId: '',
          virtualTransaction: '',
        },
      );
      assert.match(record!.context!, /SQL statement "SELECT 1 \/ 0"\nPL\/pgSQL function/);
      assert.ok(
        record!.atMs >= before - 1_000 && record!.atMs <= Date.now() + 1_000,
        String(record!.atMs - before),
      );
    });

    test('is read on from where the last reading ended', async () => {
      let position: LogPosition = await server.log!.position();
      for (const word of ['one', 'two', 'three']) {
        await queryValue(
          server,
          database,
          `do $$ begin raise log '${word}'; raise log '${word} again'; end $$`,
        );
        const { records, position: next } = await server.log!.read(
          position,
          (one) => one.database === database,
        );
        assert.equal(
          records.map(({ message }) => message),
          [word, `${word} again`],
        );
        position = next;
      }
    });

    test('is read whole where it is longer than a piece of it', async () => {
      const records = await logged(() =>
        queryValue(
          server,
          database,
          `do $$ begin for i in 1..3000 loop raise log '% %', i, repeat(e'"x"\\n', 200); end loop; end $$`,
        ),
      );
      assert.is(records.length, 3000);
      assert.ok(records.every(({ message }, index) => message === `${index + 1} ${'"x"\n'.repeat(200)}`));
    });

    test('has settings of its own, and those that were asked for are still told as production’s', async () => {
      assert.is(server.settings['log_destination'], 'stderr');
      assert.is(server.settings['deadlock_timeout'], '5s');
      assert.is(await queryValue(server, 'postgres', 'show deadlock_timeout'), '5s');
      assert.is(await queryValue(server, database, 'show deadlock_timeout'), '1ms');
      assert.is(await queryValue(server, database, 'show log_lock_waits'), 'on');
    });

    test('still tells a person why the server went away', async () => {
      await queryValue(server, database, `do $$ begin raise log 'the last words'; end $$`);
      await server.log!.position();
      // What a container writes comes to us a moment later.
      for (let tries = 0; tries < 100 && !server.logTail!().includes('the last words'); tries++)
        await sleep(50);
      assert.match(server.logTail!(), 'the last words');
    });
  });
}

suite('settings of the log', ({ test }) => {
  test('that are overruled are said', async () => {
    const said: string[] = [];
    const postgres = postgresSpec({
      server: 'embedded',
      settings: { log_destination: 'stderr', log_timezone: 'UTC' },
    });
    const server = await openServer(
      { postgres, databaseUrl: null, disposable: false },
      { say: (line) => said.push(line) },
    );
    await server.stop();
    assert.equal(
      said.filter((line) => line.includes('log_')),
      ["log_destination is 'stderr,jsonlog' instead of 'stderr', because pgrehearse reads the log"],
    );
  });
});

suite('the log of a server that is not ours', ({ test, before, after }) => {
  let other: Server;
  before(async () => {
    other = await openQuietly({ server: 'embedded' });
  });
  after(() => other?.stop());
  const url = (user: string, password: string) =>
    `postgresql://${user}:${password}@${other.connection.host}:${other.connection.port}/postgres`;
  const openUrl = (databaseUrl: string, say: (line: string) => void = () => {}) =>
    openServer({ postgres: postgresSpec(), databaseUrl, disposable: true }, { say });

  test('is read where it is written for machines, in its own time zone', async () => {
    const server = await openUrl(url('postgres', other.connection.password!));
    const since = await server.log!.position();
    await queryValue(server, 'postgres', `do $$ begin raise log 'heard'; end $$`);
    const { records } = await server.log!.read(since);
    await server.stop();
    assert.equal(
      records.map(({ message }) => message),
      ['heard'],
    );
    assert.ok(Math.abs(records[0]!.atMs - Date.now()) < 60_000);
  });

  test('is left where the role may not read it or set what is logged, and that is said', async () => {
    await queryValue(other, 'postgres', `create role plain login createdb password 'plain'`);
    const said: string[] = [];
    const server = await openUrl(url('plain', 'plain'), (line) => said.push(line));
    await server.stop();
    assert.is(server.log, undefined);
    assert.match(said.join('\n'), /waits are sampled, the server's log cannot be read: permission denied/);
  });
});

suite('a log that cannot be read', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    server = await openQuietly({ server: 'embedded' });
  });
  after(() => server?.stop());

  test('is an error where its file has gone', async () => {
    const since = await server.log!.position();
    await server.log!.read({ ...since, file: '/nonexistent' }).then(
      () => assert.unreachable(),
      (error: unknown) => assert.is((error as NodeJS.ErrnoException).code, 'ENOENT'),
    );
  });

  test('is read past what a full disk has cut', async () => {
    const since = await server.log!.position();
    writeFileSync(since.file, '{"timestamp":"2026-11-21 15:0\n', { flag: 'a' });
    await queryValue(server, 'postgres', `do $$ begin raise log 'after'; end $$`);
    const { records } = await server.log!.read(since);
    assert.equal(
      records.map(({ message }) => message),
      ['after'],
    );
  });

  test('is read from the disk as far as it goes, after a crash', async () => {
    const since = await server.log!.position();
    const directory = String(await queryValue(server, 'postgres', 'show data_directory'));
    await queryValue(server, 'postgres', `do $$ begin raise log 'before the crash'; end $$`);
    await server.log!.position();
    process.kill(Number(readFileSync(`${directory}/postmaster.pid`, 'utf8').split('\n')[0]), 'SIGQUIT');
    while (existsSync(`${directory}/postmaster.pid`)) await sleep(20);
    const { records, complete } = await server.log!.read(since);
    assert.is(complete, false);
    assert.ok(records.some(({ message }) => message === 'before the crash'));
  });
});
