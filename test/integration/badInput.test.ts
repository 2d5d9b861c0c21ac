import { execFileSync, spawn } from 'node:child_process';
import { createServer, type Server as TcpServer } from 'node:net';
import { byOwner, itemsScenario, itemsTable } from '../support/itemsProject.ts';
import { leftoversAfter } from '../support/leftovers.ts';
import { type Project, project, scenarioText } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

interface Mistake {
  files: Record<string, string>;
  code: number;
  /** Of the error in result.json; for a failed migration its SQLSTATE. */
  error: string;
  /** What its message, detail, source and hint say: what was expected, found, where, and what to do. */
  says: RegExp[];
}

const traffic = `traffic: [{ sql: 'select 1', perSecond: 5 }]`;
const one = { '0002_one.sql': 'select 1;\n' };
/** A scenario over one table, with these rows, and a migration that does nothing. */
const filled = (table: string, data: string) => ({
  'scenario.ts': scenarioText(
    `name: 'mistake', migrations: { directory: './migrations' }, ${traffic}, data: [${data}]`,
  ),
  'migrations/0001_base.sql': table,
  'migrations/0002_one.sql': 'select 1;\n',
});
const fields = (text: string, migrations: Record<string, string> = one) =>
  Object.fromEntries(
    Object.entries(itemsScenario('mistake', `${traffic}, ${text}`, migrations)).map(([path, content]) => [
      path.replace('scenarios/mistake/', ''),
      content,
    ]),
  );
const small = 'create table items (id int primary key, code varchar(3) not null, note text);\n';

const mistakes: Record<string, Mistake> = {
  'a syntax error in the scenario file': {
    files: { ...fields(''), 'scenario.ts': 'export default { name: "mistake",, };\n' },
    code: 2,
    error: 'scenario/syntax',
    says: [/scenario\.ts:1:34/, /Correct the line/],
  },
  'a field that there is none of': {
    files: fields(`querys: {}`),
    code: 2,
    error: 'scenario/invalid',
    says: [/scenario\.ts/, /querys/, /Did you mean 'queries'/],
  },
  'a unit that there is none of': {
    files: fields(`budgets: { stall: '3 fortnights' }`),
    code: 2,
    error: 'scenario/invalid',
    says: [/budgets\.stall/, /a duration such as '500 ms'/, /'3 fortnights'/],
  },
  'a lock mode that there is none of': {
    files: fields(`budgets: { hold: { AccessExclusive: '1 s' } }`),
    code: 2,
    error: 'scenario/invalid',
    says: [/AccessExclusive/, /Did you mean 'AccessExclusiveLock'/],
  },
  'a directory without migrations': {
    files: {
      'scenario.ts': scenarioText(`name: 'mistake', migrations: { directory: './migrations' }`),
      'migrations/README.md': 'None.',
    },
    code: 2,
    error: 'migrations/none',
    says: [
      /no migrations in migrations/,
      /Expected files such as 0001_create\.sql/,
      /found README\.md/,
      /Point migrations\.directory/,
    ],
  },
  'a pending migration that is not there': {
    files: {
      ...fields(''),
      'scenario.ts': scenarioText(
        `name: 'mistake', migrations: { directory: './migrations', pending: { from: '0007' } }`,
      ),
    },
    code: 2,
    error: 'usage/pending-not-found',
    says: [
      /no migration in migrations matches '0007'/,
      /0001_items, 0002_one/,
      /migrations\.pending in scenario\.ts/,
      /Give the id/,
    ],
  },
  'a pending migration that is there twice': {
    files: fields('', { '0002_one.sql': 'select 1;\n', '2_two.sql': 'select 2;\n' }),
    code: 2,
    error: 'usage/pending-ambiguous',
    says: [/'0002' matches 2 migrations/, /0002_one/, /2_two/, /whole id/],
  },
  'a syntax error in a migration': {
    files: fields('', { '0002_one.sql': 'select 1;\nselct 2;\n' }),
    code: 4,
    error: '42601',
    says: [/syntax error at or near "selct"/, /statement 1 of 0002_one, line 2/],
  },
  'a command of psql in a migration': {
    files: fields('', { '0002_one.sql': '\\set x 1\nselect 1;\n' }),
    code: 4,
    error: '42601',
    says: [/'\\set' is a command of psql, not SQL/, /Remove the '\\set' line/],
  },
  'the data of COPY in a migration': {
    files: fields('', { '0002_one.sql': 'copy items (id, owner, note) from stdin;\n1\t2\tx\n\\.\n' }),
    code: 4,
    error: '42601',
    says: [/COPY … FROM STDIN reads rows that follow it in the file/, /Write the rows as INSERT/],
  },
  'a base migration that fails': {
    files: {
      ...fields(''),
      'migrations/0001_items.sql': `${itemsTable}select 1;\ninsert into items (id) values (1);\n`,
    },
    code: 2,
    error: 'migrations/base-failed',
    says: [/0001_items\.sql:5/, /null value in column "owner"/, /23502/],
  },
  'a base migration whose constraint fails at COMMIT': {
    files: {
      ...fields(''),
      'migrations/0001_items.sql':
        `${itemsTable}create table a (id int references items_x deferrable initially deferred);\n`
          .replace('items_x', 'b')
          .replace('create table a', 'create table b (id int primary key);\ncreate table a')
          .concat('insert into a values (1);\n'),
    },
    code: 2,
    error: 'migrations/base-failed',
    says: [/violates foreign key constraint/, /0001_items\.sql:6/],
  },
  'a base migration that never commits': {
    files: { ...fields(''), 'migrations/0001_items.sql': `begin;\n${itemsTable}` },
    code: 2,
    error: 'migrations/base-failed',
    says: [/COMMIT is missing/, /Write COMMIT at the end/],
  },
  'a base migration with a syntax error': {
    files: { ...fields(''), 'migrations/0001_items.sql': 'create tabel items ();\n' },
    code: 2,
    error: 'migrations/base-failed',
    says: [/0001_items\.sql:1/, /syntax error/],
  },
  'a key query that does not parse': {
    files: fields(`queries: { broken: { sql: 'selct 1' } }`),
    code: 2,
    error: 'scenario/invalid',
    says: [/queries\.broken/, /syntax error at or near "selct"/],
  },
  'a key query with too few parameters': {
    files: fields(`queries: { few: { sql: 'select $1::int + $2::int', parameters: { one: [1] } } }`),
    code: 2,
    error: 'scenario/invalid',
    says: [/queries\.few/, /2/, /1/],
  },
  'a key query whose parameter is of another type': {
    files: fields(
      `queries: { typed: { sql: 'select * from items where id = $1', parameters: { one: ['seven'] } } }`,
    ),
    code: 2,
    error: 'query/parameters',
    says: [/typed/, /invalid input syntax for type bigint: "seven"/, /one/],
  },
  'a query for parameters that fails': {
    files: fields(
      `queries: { asked: { sql: 'select * from items where id = $1', parameters: { one: { sql: 'select nope from items' } } } }`,
    ),
    code: 2,
    error: 'query/parameters',
    says: [/asked/, /column "nope" does not exist/, /correct it, or give literal values/],
  },
  'a query for parameters that finds nothing': {
    files: fields(
      `queries: { asked: { sql: 'select * from items where id = $1', parameters: { none: { sql: 'select id from items where id < 0' } } } }`,
    ),
    code: 2,
    error: 'query/parameters',
    says: [/Expected one row, found none/],
  },
  'a table that the schema does not have': {
    files: filled(small, `defineTable('public.itmes', { id: sequence() }).rows(10)`),
    code: 2,
    error: 'data/',
    says: [/public\.itmes/, /public\.items/],
  },
  'a column that the schema does not have': {
    files: filled(small, `defineTable('public.items', { id: sequence(), cod: constant('x') }).rows(10)`),
    code: 2,
    error: 'data/',
    says: [/cod\b/, /code/],
  },
  'a NOT NULL column that is left out': {
    files: filled(small, `defineTable('public.items', { id: sequence() }).rows(10)`),
    code: 2,
    error: 'data/',
    says: [/code/, /NOT NULL/i],
  },
  'a value that does not fit its column': {
    files: filled(
      small,
      `defineTable('public.items', { id: sequence(), code: constant('far too long') }).rows(10)`,
    ),
    code: 2,
    error: 'data/',
    says: [/code/, /varying\(3\)|varchar\(3\)|3 characters/],
  },
  'a number out of its column’s range': {
    files: filled(
      small,
      `defineTable('public.items', { id: sequence({ start: 3_000_000_000 }), code: constant('x') }).rows(10)`,
    ),
    code: 2,
    error: 'data/',
    says: [
      /column id of table public\.items/,
      /expected an integer, -2147483648 to 2147483647, found 3\d{9}/,
    ],
  },
  'rows of 0': {
    files: filled(small, `defineTable('public.items', { id: sequence(), code: constant('x') }).rows(0)`),
    code: 2,
    error: 'data/rows',
    says: [/table public\.items: expected a positive number of rows, found 0/],
  },
  'a fixture that fails': {
    files: {
      ...fields(`fixtures: ['./rows.sql']`),
      'rows.sql': 'insert into items values (-1, 1, $$ok$$);\ninsert into nowhere values (1);\n',
    },
    code: 2,
    error: 'data/fixture',
    says: [/statement 2 of .*rows\.sql failed/, /relation "nowhere" does not exist/],
  },
  'a fixture that is not there': {
    files: fields(`fixtures: ['./missing.sql']`),
    code: 2,
    error: 'scenario/invalid',
    says: [/fixtures\[0\]/, /missing\.sql/],
  },
  'a setting that the server does not know': {
    files: fields(`postgres: { settings: { work_memory: '64MB' } }`),
    code: 2,
    error: '/setting',
    says: [/work_memory/, /postgres\.settings/],
  },
  'an extension that the server does not have': {
    files: fields(`postgres: { extensions: ['postgiss'] }`),
    code: 3,
    error: 'server/extension',
    says: [/postgiss/],
  },
  'a version that the server is not': {
    files: fields(`postgres: { version: 14 }`),
    code: 3,
    error: 'server/version',
    says: [/14/, /18\.\d/],
  },
};

suite('bad input', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  for (const [what, { files, code, error, says }] of Object.entries(mistakes)) {
    test(`${what} ends with ${code} and one message`, async () => {
      const folder = project(files);
      const outcome = await shared.run(folder);
      const log = outcome.stdout + outcome.stderr;
      assert.is(outcome.code, code, log);
      const [seen] = folder.result().scenarios;
      const failed = seen!.migrations
        .flatMap(({ statements }) => statements)
        .find((statement) => statement.error);
      const found = seen!.error?.code ?? failed?.error?.code ?? 'none';
      assert.ok(found.includes(error), `${found}: ${log}`);
      for (const pattern of says) assert.match(log, pattern);
      assert.is((outcome.stderr.match(/^error:/gm) ?? []).length, code === 4 ? 0 : 1, log);
      if (code !== 4) assert.match(outcome.stderr, / {2}hint: \S.*[.?!]$/m);
      assert.not.match(log, /\n\s+at .*:\d+:\d+\)?$/m);
      assert.ok(folder.exists('.pgrehearse/report.html'));
    });
  }

  test('of a dataset that cannot be, nothing stays on the server', async () => {
    const client = await shared.server().connect('postgres');
    const { rows } = await client.query(`select datname from pg_database where datname like 'pgrehearse%'`);
    await client.end();
    assert.equal(rows, []);
  });
});

suite('servers that cannot be reached', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  let good: Project;
  before(() => {
    good = project(fields(byOwner));
  });
  const refused = async (url: string, pattern: RegExp, code = 3) => {
    const { code: found, stdout, stderr } = await good.call('run', '--database-url', url);
    assert.is(found, code, stderr);
    assert.match(stderr, pattern);
    assert.match(stderr, /hint: /);
    assert.not.match(
      stdout + stderr + good.read('.pgrehearse/result.json') + good.read('.pgrehearse/report.html'),
      /s3cret/,
    );
  };

  test('a port where nothing listens', () =>
    refused('postgresql://me:s3cret@127.0.0.1:1/postgres', /no connection to PostgreSQL at 127\.0\.0\.1:1/));
  test('a host that has no address', () =>
    refused(
      'postgresql://me:s3cret@nowhere.invalid:5432/postgres',
      /no connection to PostgreSQL at nowhere\.invalid:5432/,
    ));
  test('a user that the server does not have', async () => {
    await refused(shared.url().replace('postgres@', 'nobody_here:s3cret@'), /refuses nobody_here/);
  });
  test('a database that the server does not have', () =>
    refused(`${shared.url()}_not_there`, /has no database postgres_not_there/));

  test('a wrong password, which is shown nowhere', async () => {
    const client = await shared.server().connect('postgres');
    await client.query(`create role secretive login superuser password 'right'`);
    const { rows } = await client.query<{ file: string }>(`select current_setting('hba_file') as file`);
    await client.query(
      `copy (select 'host all secretive all scram-sha-256' union all select 'host all all all trust') to '${rows[0]!.file}'`,
    );
    await client.query('select pg_reload_conf()');
    await client.end();
    await refused(shared.url().replace('postgres@', 'secretive:s3cret@'), /refuses secretive/);
  });

  test('one with databases of others, unless it is said to be disposable', async () => {
    const client = await shared.server().connect('postgres');
    await client.query('create database precious');
    await client.end();
    await refused(shared.url(), /has 1 other database/, 2);
    const { code, stderr } = await shared.run(good, '--yes-this-server-is-disposable', '-q');
    assert.is(code, 0, stderr);
  });

  test('a port that is in use, where the scenario asks for it', async () => {
    const listener: TcpServer = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => listener.once('listening', resolve));
    const { port } = listener.address() as { port: number };
    const asked = project(fields(`postgres: { settings: { port: ${port} } }`));
    const { code, stderr } = await asked.call('run', '--server', 'embedded');
    listener.close();
    assert.is(code, 3, stderr);
    assert.match(stderr, new RegExp(`port ${port} is in use`));
    assert.match(stderr, /postgres\.settings\.port|settings\.port/);
    assert.equal(asked.leftFolders(), []);
  });
});

/** A backend's process title ends with the command that it runs (monitoring.sgml, "Standard Unix Tools"). */
async function untilBackendRuns(command: string, postmaster: number): Promise<void> {
  const titles = () =>
    execFileSync('ps', ['-o', 'args=', '--ppid', String(postmaster)], { encoding: 'utf8' });
  while (!titles().includes(command)) await new Promise((resolve) => setTimeout(resolve, 20));
}

suite('a server that is lost', ({ test }) => {
  test('while a migration runs: 3, evidence kept, and nothing left', async () => {
    const lost = project(
      fields(byOwner, {
        '0002_first.sql': 'create table first ();\n',
        '0003_long.sql': 'select 1;\ncreate table slow as select 1 as one from pg_sleep(60);\n',
      }),
    );
    const running = lost.start('run', '-v');
    await running.until(/applying 0003_long/);
    const postmaster = lost.postmasters()[0]!;
    await untilBackendRuns('CREATE TABLE AS', postmaster);
    await new Promise((resolve) => spawn('kill', ['-9', String(postmaster)]).once('close', resolve));
    const { code, stdout, stderr } = await running.ended;
    assert.is(code, 3, stderr);
    assert.match(stderr, /the connection to the server was lost while applying 0003_long/);
    assert.match(stdout, /report: /);
    const seen = lost.scenario('mistake');
    assert.is(seen.error?.code, 'server/connection-lost');
    assert.equal(
      seen.migrations.map(({ id, status }) => `${id} ${status}`),
      ['0002_first applied', '0003_long failed'],
    );
    assert.is(seen.queries[0]?.before.error, null);
    assert.is(seen.findings.filter(({ rule }) => rule === 'migration/failed').length, 0);
    assert.equal(await leftoversAfter(lost, 10_000), []);
  });
});
