import { join } from 'node:path';
import { MigrationDirectory } from '../../src/migrations/MigrationDirectory.ts';
import { runnerOf } from '../../src/migrations/runnerOf.ts';
import type { ResolvedProduction, ResolvedScenario } from '../../src/scenario/ResolvedScenario.ts';
import type { RunnerName } from '../../src/scenario/runnerNames.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { thrown, wholeText } from '../support/thrown.ts';

interface Asked {
  runner?: RunnerName;
  tool?: string;
  transaction?: ResolvedScenario['migrations']['transaction'];
  placeholders?: Record<string, string>;
}

/** Migrations lie in the folder `m` of a project, files with `../` beside it. */
async function chosen(
  files: Record<string, string>,
  { runner, tool, transaction, placeholders }: Asked = {},
) {
  const root = temporaryFolder(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [join('m', name), text])),
  );
  const migrations = {
    directory: join(root, 'm'),
    runner: runner ? { name: runner, origin: '--runner' } : null,
    transaction: transaction ?? null,
    placeholders: placeholders ?? {},
  } as ResolvedScenario['migrations'];
  const production = tool ? ({ known: { migrations: [{ tool }] } } as unknown as ResolvedProduction) : null;
  return runnerOf(await MigrationDirectory.open(migrations.directory!), { migrations, production });
}

async function nameOf(files: Record<string, string>, asked: Asked = {}): Promise<string> {
  const { facts } = await chosen(files, asked);
  return `${facts.name}, ${facts.how}: ${facts.why}`;
}

const hole = (name: string) => `$\{${name}}`;

const pair = { '1_a.up.sql': 'select 1; select 2', '1_a.down.sql': 'select 3' };
const mixed = { '1_a.up.sql': 'select 1; vacuum', '1_a.down.sql': 'select 3' };
const goMod = { '../go.mod': 'require github.com/golang-migrate/migrate/v4 v4.18.1' };

suite('the runner', ({ test }) => {
  test('is what the directory looks like, and why is said', async () => {
    assert.is(await nameOf({ '1_a.sql': 'select 1' }), 'plain, detected: it looks like no other tool’s');
    assert.is(
      await nameOf({ '1_a.sql': '-- migrate:up\nselect 1', '2_b.sql': 'select 2' }),
      "dbmate, detected: 1 of 2 files have '-- migrate:up'",
    );
    assert.is(await nameOf({ 'V1__a.sql': '' }), 'flyway, detected: its files are V1__name.sql');
    assert.is(
      await nameOf({ '1_a/migration.sql': '', 'migration_lock.toml': '' }),
      'prisma, detected: its folders hold a migration.sql each, and migration_lock.toml lies beside them',
    );
    assert.is(await nameOf({ '1_a/up.sql': '' }), 'diesel, detected: its folders hold an up.sql each');
    assert.is(
      await nameOf({ '1_a.sql': 'select 1', '../Cargo.toml': '[dependencies]\nsqlx = "0.8"\n' }),
      'sqlx, detected: Cargo.toml names sqlx',
    );
    assert.is(
      await nameOf({
        '1700000000000_a.sql': 'select 1',
        '../package.json': '{"dependencies":{"node-pg-migrate":"8"}}',
      }),
      'node-pg-migrate, detected: package.json names node-pg-migrate',
    );
  });
  test('is what is asked for, whatever the directory looks like', async () => {
    assert.is(await nameOf({ 'V1__a.sql': '' }, { runner: 'plain' }), 'plain, chosen: --runner says so');
  });
  test('of pairs of files is golang-migrate, where the project names it or nothing tells a difference', async () => {
    assert.is(
      await nameOf({ ...mixed, ...goMod }),
      'golang-migrate, detected: its files are 0001_name.up.sql and .down.sql, and go.mod names golang-migrate',
    );
    assert.is(
      await nameOf(pair),
      'golang-migrate, detected: its files are 0001_name.up.sql and .down.sql; plain would run them alike',
    );
    assert.match(await nameOf({ ...pair, '2_b.sql': 'select 1' }), /^plain/);
  });
  test('that only one of two would run alike is an error that names both and the migration', async () => {
    const error = await thrown(() => chosen(mixed));
    assert.is(error.code, 'migrations/ambiguous-runner');
    assert.is(error.exitCode, 2);
    assert.match(wholeText(error), /golang-migrate's or plain's/);
    assert.match(wholeText(error), /would not run '1_a' alike/);
    assert.match(error.hint!, /--runner golang-migrate or --runner plain, or migrations\.runner/);
    const markers = await thrown(() =>
      chosen({ '1.sql': '-- migrate:up\nselect 1', '2.sql': '-- +goose Up\nselect 2;' }),
    );
    assert.match(wholeText(markers), /dbmate's or goose's/);
  });
  test('is the one that production has the table of, where several fit', async () => {
    const files = { ...mixed, '../Cargo.toml': '[dependencies]\nsqlx = "0.8"\n' };
    assert.match(await nameOf(files, { tool: 'sqlx' }), /^sqlx, detected: .*production has its table$/);
    assert.match(await nameOf(files, { tool: 'golang-migrate' }), /^golang-migrate/);
  });
  test('gives each file its transaction, unless the scenario says another', async () => {
    const policies = async (asked: Asked) =>
      (
        await chosen(
          { '1.sql': '-- migrate:up\nselect 1;', '2.sql': '-- migrate:up transaction:false\nvacuum' },
          asked,
        )
      ).history.migrations.map(({ up }) => up.transaction);
    assert.equal(await policies({}), ['own', 'none']);
    assert.equal(await policies({ transaction: 'shared' }), ['shared', 'none']);
  });
  test('fills in what its tool fills in, and says what has no value', async () => {
    const files = {
      'V1__a.sql': `create table ${hole('schema')}.${hole('Name')} (a int); -- ${hole('flyway:filename')}`,
      'V2__b.sql': `select '${hole('missing')}'`,
      'flyway.conf': 'flyway.placeholders.schema=app\n',
    };
    const { history } = await chosen(files, { placeholders: { name: 'orders' } });
    const [first, second] = history.migrations;
    assert.is(first!.up.statements[0]!.sql, 'create table app.orders (a int)');
    assert.match(second!.up.error!.message, /no value is known for the placeholder '\$\{missing\}'/);
  });
  test('refuses what its tool cannot read', async () => {
    const error = async (text: string) =>
      (await chosen({ '1_a.sql': `-- +goose Up\n${text}` })).history.migrations[0]!.up.error;
    assert.is(await error('do $$ begin\nend $$;\nselect 1;\n'), null);
    assert.match(
      (await error('do $$ begin\nperform 1;\nend $$;\n'))!.message,
      /semicolon that ends line 3 ends the statement/,
    );
    assert.match((await error('select 1;\nselect 2\n'))!.message, /does not end with a semicolon/);
    assert.is(
      await error('-- +goose StatementBegin\ndo $$ begin\nperform 1;\nend $$\n-- +goose StatementEnd\n'),
      null,
    );
  });
  test('says that a file of several sections is not played', async () => {
    const text =
      '-- migrate:up\nselect 1;\n-- migrate:down\nselect -1;\n-- migrate:up\nselect 2;\n-- migrate:down\n';
    const { up } = (await chosen({ '1_a.sql': text })).history.migrations[0]!;
    assert.equal([up.error?.line, up.statements], [5, []]);
  });
  test('without a migration of its layout is told', async () => {
    const error = await thrown(() => chosen({ '1_a.sql': 'select 1' }, { runner: 'diesel' }));
    assert.is(error.code, 'migrations/none');
    assert.match(error.message, /no migrations of diesel in/);
  });
});
