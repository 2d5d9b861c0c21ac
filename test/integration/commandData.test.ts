import { setTimeout as sleep } from 'node:timers/promises';
import { itemsTable } from '../support/itemsProject.ts';
import { leftoversAfter } from '../support/leftovers.ts';
import { processesNamed } from '../support/processesNamed.ts';
import { type Project, project, scenarioText } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** A program that fills items with as many rows as rows.txt says, times the scale. */
const fill = `import { readFileSync } from 'node:fs';
import pg from ${JSON.stringify(import.meta.resolve('pg'))};
const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();
const rows = Number(readFileSync('rows.txt', 'utf8')) * Number(process.env.PGREHEARSE_SCALE);
await client.query('insert into items select i, 1, $1 from generate_series(1, $2::int) i', [process.env.PGDATABASE, rows]);
await client.end();
`;

function filledBy(
  data: string,
  files: Record<string, string> = {},
  env: Record<string, string> = {},
): Project {
  return project(
    {
      'db/scenario.ts': scenarioText(
        `name: 'filled', migrations: { directory: './migrations', pending: { from: '0002' } }, data: ${data}`,
      ),
      'db/migrations/0001_items.sql': itemsTable,
      'db/migrations/0002_more.sql': 'alter table items add column more int;\n',
      'db/fill.mjs': fill,
      'db/rows.txt': '700',
      ...files,
    },
    env,
  );
}

suite('a command that fills the database', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });
  const run = (from: Project, ...args: string[]) => shared.run(from, 'db/scenario.ts', ...args);
  const refused = async (from: Project, ...args: string[]) => {
    const outcome = await run(from, ...args);
    assert.match(outcome.stderr, /hint: \S.*\./);
    return { ...outcome, error: from.scenario('filled').error! };
  };

  test('runs in the folder of the scenario, over the base, at the scale asked for', async () => {
    const from = filledBy(`{ command: 'node fill.mjs' }`);
    const { code, stderr } = await run(from, '--scale', '0.5');
    assert.is(code, 0, stderr);
    const { tables } = from.scenario('filled').dataset!;
    assert.equal(
      tables.map(({ name, rows }) => [name, rows]),
      [['public.items', 350]],
    );
  });

  test('that fails tells its code and its last lines, without the password', async () => {
    const client = await shared.server().connect('postgres');
    await client.query(`create role filler login superuser password 's3cret/word'`);
    await client.end();
    const from = filledBy(
      `{ command: 'echo connecting to "$DATABASE_URL" "$PGPASSWORD"; echo no such file >&2; exit 3' }`,
    );
    const url = shared.url().replace('postgres@', 'filler:s3cret%2Fword@');
    const { code, stderr } = await from.call('run', 'db/scenario.ts', '--database-url', url);
    assert.is(code, 2);
    assert.is(from.scenario('filled').error!.code, 'data/command-failed');
    assert.match(stderr, /the command that fills the database ended with 3/);
    assert.match(stderr, /no such file/);
    assert.match(stderr, /connecting to postgres:\/\/filler:…@127\.0\.0\.1:\d+\/pgrehearse_\w+ …/);
    assert.not.match(stderr + from.read('.pgrehearse/result.json'), /s3cret/);
  });

  test('that is not there says so', async () => {
    const { code, error, stderr } = await refused(filledBy(`{ command: './fil.sh' }`));
    assert.equal([code, error.code], [2, 'data/command-failed']);
    assert.match(stderr, /fil\.sh.*not found/);
  });

  test('that leaves the database as the base was is refused', async () => {
    const seeded = {
      'db/migrations/0001_items.sql': `${itemsTable}insert into items values (-1, 1, 'of the base');\n`,
    };
    const { code, error } = await refused(filledBy(`{ command: 'true' }`, seeded));
    assert.equal([code, error.code], [2, 'data/command-empty']);
  });

  test('that hangs is ended, with what it started, when the time limit is reached', async () => {
    const mark = `7${Date.now()}`;
    const from = filledBy(`{ command: 'sleep ${mark} & sleep ${mark}; true' }`);
    const { code, error } = await refused(from, '--time-limit', '4 s');
    assert.equal([code, error.code], [2, 'data/command-too-long']);
    assert.equal(processesNamed(mark), []);
  });

  test(
    'is run again when it, a file that it names or an input changes, and else not',
    async () => {
      const cache = temporaryFolder();
      const from = filledBy(
        `{ command: 'node fill.mjs', inputs: ['rows.txt'] }`,
        {},
        { PGREHEARSE_CACHE: cache },
      );
      const rows = async () => {
        const { code, stderr } = await from.call('run', 'db/scenario.ts', '--server', 'embedded');
        assert.is(code, 0, stderr);
        const { cached, tables } = from.scenario('filled').dataset!;
        return [cached, tables[0]!.rows];
      };
      assert.equal(await rows(), [false, 700]);
      assert.equal(await rows(), [true, 700]);
      from.write({ 'db/rows.txt': '800' });
      assert.equal(await rows(), [false, 800]);
      from.write({ 'db/fill.mjs': `// another one\n${fill}` });
      assert.equal(await rows(), [false, 800]);
    },
    { timeoutMs: 120_000 },
  );

  test(
    'ends with us: interrupted, and killed',
    async () => {
      for (const signal of ['SIGINT', 'SIGKILL'] as const) {
        const mark = `8${Date.now()}`;
        const from = filledBy(`{ command: 'sleep ${mark} & sleep ${mark}; true' }`);
        const running = from.start('run', 'db/scenario.ts', '-v', '--server', 'embedded');
        await running.until(/running sleep/);
        while (processesNamed(mark).length === 0) await sleep(20);
        process.kill(running.child.pid!, signal);
        const { code } = await running.ended;
        assert.is(code, signal === 'SIGINT' ? 130 : null);
        assert.equal(await leftoversAfter(from, 10_000), []);
        for (let i = 0; i < 100 && processesNamed(mark).length > 0; i++) await sleep(50);
        assert.equal(processesNamed(mark), [], signal);
      }
    },
    { timeoutMs: 120_000 },
  );
});
