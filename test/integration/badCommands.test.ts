import { setTimeout as sleep } from 'node:timers/promises';
import { localServer } from '../support/localServer.ts';
import { processesNamed } from '../support/processesNamed.ts';
import { findingsOf, type Project } from '../support/project.ts';
import { readableLog, sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';
import { driver, ordersTable, toolProject } from '../support/toolProject.ts';

/** A tool in a few lines: it runs what the file says, and writes its name down. */
const tool = `import { readFileSync } from 'node:fs';
import pg from ${driver};
const client = new pg.Client(process.env.TOOL_URL ?? process.env.DATABASE_URL);
await client.connect();
await client.query('begin');
for (const sql of readFileSync('migrations/0002_more.sql', 'utf8').trim().split(';\\n')) await client.query(sql);
await client.query("insert into pgmigrations (name, run_on) values ('0002_more', now())");
await client.query('commit');
await client.end();
`;
const base = `${ordersTable}create table pgmigrations (id serial primary key, name varchar(255) not null, run_on timestamp not null);
insert into pgmigrations (name, run_on) values ('0001_orders', now());
`;

const commanded = (migrations: string, files: Record<string, string> = {}): Project =>
  toolProject(
    `{ schema: 'base.sql' }`,
    `{ directory: './migrations', pending: { last: 1 }, ${migrations} }`,
    {
      'base.sql': base,
      'tool.mjs': tool,
      'migrations/0001_orders.sql': ordersTable,
      'migrations/0002_more.sql': 'alter table orders add column more int;\nupdate orders set more = 1;\n',
      ...files,
    },
  );

suite('a command that goes wrong', ({ test, before, after }) => {
  const shared = sharedServer({ before, after }, { settings: readableLog });
  const run = (from: Project, ...args: string[]) => shared.run(from, 'scenario.ts', ...args);
  const codesOf = (from: Project, rule: 'history/missing' | 'migration/failed') =>
    findingsOf(from.scenario('tool'), rule).map(({ title, severity, subject }) => [title, severity, subject]);

  test('is none: the harmless twin passes', async () => {
    const from = commanded(`command: 'node tool.mjs'`);
    const { code, stderr, stdout } = await run(from);
    assert.is(code, 0, stderr + stdout);
    const { migrations, notObserved } = from.scenario('tool');
    assert.equal(notObserved, []);
    assert.equal(
      migrations.map(({ id, status, transaction }) => [id, status, transaction]),
      [['0002_more', 'applied', 'own']],
    );
    // No DDL follows the UPDATE: its locks are those that it asks for, and those that samples show.
    const [first, second] = migrations[0]!.statements.map(({ locks }) =>
      locks.map(({ relation, mode }) => `${relation} ${mode}`),
    );
    assert.equal(first, ['public.orders AccessExclusiveLock']);
    assert.ok(second!.includes('public.orders RowExclusiveLock'));
    assert.equal(
      from.evidence('tool').repeats[0]!.migrations[0]!.statements.map(({ locksFrom }) => locksFrom),
      ['eventTrigger', 'samples'],
    );
  });

  test('does not exist: exit 2, and where it is written', async () => {
    const from = commanded(`command: './deploy.sh --now'`);
    const { code, stderr } = await run(from);
    const { error } = from.scenario('tool');
    assert.equal([code, error!.code], [2, 'migrations/command-not-found']);
    assert.match(stderr, /migrations\.command names a program that is not there/);
    assert.match(stderr, /deploy\.sh.*not found/);
    assert.match(stderr, /hint: It runs in the folder of the scenario’s file/);
  });

  test('ends with another code than 0 before it sends anything: exit 4, with its last lines', async () => {
    const from = commanded(`command: 'echo reading config; echo no such environment: staging >&2; exit 3'`);
    const { code } = await run(from);
    assert.is(code, 4);
    const [finding, ...more] = findingsOf(from.scenario('tool'), 'migration/failed');
    assert.equal(more, []);
    assert.match(finding!.title, /ended with 3/);
    assert.match(finding!.why, /no such environment: staging/);
    assert.match(finding!.remedy, /It never spoke to the database/);
    assert.equal(from.evidence('tool').repeats[0]!.command!.exitCode, 3);
  });

  test('hangs: it is ended with what it started, even what left its process group, and its locks are gone', async () => {
    const mark = `6${Date.now()}`;
    const from = commanded(`command: 'setsid sleep ${mark} & node tool.mjs', timeLimit: '3 s'`, {
      'migrations/0002_more.sql': `alter table orders add column more int;\nselect pg_sleep(${mark});\n`,
    });
    const { code } = await run(from);
    assert.is(code, 4);
    assert.equal(processesNamed(mark), []);
    const [finding] = findingsOf(from.scenario('tool'), 'migration/failed');
    assert.ok(finding);
    const [migration] = from.evidence('tool').repeats[0]!.migrations;
    assert.equal([migration!.status, migration!.statements.length], ['failed', 2]);
    assert.is(from.evidence('tool').repeats[0]!.command!.late, true);
  });

  test('talks to another database: history/missing says that it never came', async () => {
    const other = await localServer();
    try {
      const name = await other.createDatabase('elsewhere');
      const client = await other.connect(name);
      await client.query(base);
      await client.end();
      const url = `postgres://postgres@127.0.0.1:${other.connection.port}/${name}`;
      const from = commanded(`command: 'node tool.mjs', env: { TOOL_URL: '${url}' }`);
      const { code } = await run(from);
      assert.is(code, 1);
      assert.equal(codesOf(from, 'history/missing'), [
        ['The command ended with 0 and did not apply 0002_more', 'fail', { migration: '0002_more' }],
      ]);
      assert.match(
        findingsOf(from.scenario('tool'), 'history/missing')[0]!.remedy,
        /never spoke to the database/,
      );
    } finally {
      await other.stop();
    }
  });

  test('does its work and writes nothing down: history/missing, and the table that was read', async () => {
    const from = commanded(`command: 'node tool.mjs'`, {
      'tool.mjs': tool.replace(/await client.query\("insert.*\n/, ''),
    });
    const { code } = await run(from);
    assert.is(code, 1);
    const [finding] = findingsOf(from.scenario('tool'), 'history/missing');
    assert.match(finding!.remedy, /read from public\.pgmigrations/);
  });

  test('inherits no other database', async () => {
    const from = commanded(
      `command: 'test -z "$PGSERVICE$FLYWAY_URL$OTHER_DATABASE_URL" && test "$SEEN" = {host}:{port} && node tool.mjs', env: { SEEN: '{host}:{port}' }`,
    );
    Object.assign(process.env, { PGSERVICE: 'x', FLYWAY_URL: 'x', OTHER_DATABASE_URL: 'x' });
    try {
      const { code, stderr } = await run(from);
      assert.is(code, 0, stderr);
    } finally {
      for (const name of ['PGSERVICE', 'FLYWAY_URL', 'OTHER_DATABASE_URL']) delete process.env[name];
    }
  });

  test('kills its own backend: the statement’s error, and what was seen until then', async () => {
    const from = commanded(`command: 'node tool.mjs'`, {
      'migrations/0002_more.sql':
        'alter table orders add column more int;\nselect pg_terminate_backend(pg_backend_pid());\n',
    });
    const { code } = await run(from);
    assert.is(code, 4);
    assert.match(
      String(codesOf(from, 'migration/failed')[0]![0]),
      /terminating connection due to administrator command/,
    );
  });

  test('crashes the server: exit 3, and what the log has of it is kept', async () => {
    const crash = tool.replace(
      'await client.query("insert',
      "process.kill((await client.query('select pg_backend_pid() as pid')).rows[0].pid, 'SIGKILL');\nawait client.query(\"insert",
    );
    const from = commanded(`command: 'node tool.mjs'`, { 'tool.mjs': crash });
    const { code } = await from.call('run', 'scenario.ts', '--repeat', '1', '--server', 'embedded');
    assert.is(code, 3);
    assert.is(from.scenario('tool').error!.code, 'server/connection-lost');
    const [migration] = from.evidence('tool').repeats[0]!.migrations;
    assert.equal(
      migration!.statements.map(({ sql }) => sql),
      ['alter table orders add column more int', 'update orders set more = 1'],
    );
  });

  test('is of no use without a base that brings its table', async () => {
    const from = toolProject(`'migrations'`, `{ command: 'true' }`, {});
    const { code, stderr } = await run(from);
    assert.is(code, 2);
    assert.match(stderr, /base: expected \{ schema: 'structure\.sql' \} or \{ command: '…' \}/);
  });

  test('ends with us when we are interrupted', async () => {
    const mark = `5${Date.now()}`;
    const from = commanded(`command: 'sleep ${mark} & setsid sleep ${mark}; true'`);
    const running = from.start('run', '--database-url', shared.url(), 'scenario.ts', '-v');
    await running.until(/running sleep/);
    while (processesNamed(mark).length < 2) await sleep(20);
    process.kill(running.child.pid!, 'SIGINT');
    const { code } = await running.ended;
    assert.is(code, 130);
    for (let i = 0; i < 100 && processesNamed(mark).length > 0; i++) await sleep(50);
    assert.equal(processesNamed(mark), []);
  });
});

suite('a command on a server whose log is not at hand', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  test('is run all the same, and what was not seen is said', async () => {
    const from = commanded(`command: 'node tool.mjs'`);
    const { code, stderr } = await shared.run(from, 'scenario.ts');
    assert.is(code, 0, stderr);
    const { migrations, notObserved, verdict } = from.scenario('tool');
    assert.is(verdict, 'inconclusive');
    assert.equal(
      migrations.map(({ id, status }) => [id, status]),
      [['0002_more', 'applied']],
    );
    assert.match(notObserved.join('\n'), /statements of the command.*log cannot be read/);
  });
});
