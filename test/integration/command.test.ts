import type { MigrationResult, ScenarioResult } from '../../src/findings/Result.ts';
import { binaries15 } from '../support/otherServers.ts';
import { findingsOf, type Project } from '../support/project.ts';
import { readableLog, sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';
import {
  alembic,
  driver,
  ordersTable,
  toolCommands,
  toolProject,
  toolsMissing,
} from '../support/toolProject.ts';

/** DDL and DML in turn, with a rewrite, an index, a foreign key and a table of its own. */
const change = `alter table orders add column region text;
update orders set region = 'north' where id < 100;
create index orders_region_idx on orders (region);
alter table orders alter column customer type bigint;
create table regions (id int primary key);
alter table orders add column region_id int references regions;
`;
const second = `alter table orders add column later int;\ncomment on column orders.later is 'added';\n`;

const nodePgMigrate = (fields: string, files: Record<string, string> = {}) =>
  toolProject(
    `{ command: '${toolCommands['node-pg-migrate']} up 1' }`,
    `{ command: '${toolCommands['node-pg-migrate']} up', ${fields} }`,
    {
      'migrations/0001_orders.sql': ordersTable,
      'migrations/0002_change.sql': change,
      'migrations/0003_second.sql': second,
      ...files,
    },
  );

/** knex has no migrations in SQL: programs that send some. */
const knexFile = (sql: string) =>
  `exports.up = async (knex) => { for (const sql of ${JSON.stringify(sql.trim().split(';\n'))}) await knex.raw(sql); };
exports.down = async (knex) => { await knex.raw('alter table orders drop column later'); };\n`;

const knex = (fields: string, files: Record<string, string> = {}) =>
  toolProject(
    `{ command: '${toolCommands.knex} migrate:up 0001_orders.cjs' }`,
    `{ command: '${toolCommands.knex} migrate:latest', ${fields} }`,
    {
      'knexfile.cjs': `module.exports = { client: 'pg', connection: process.env.DATABASE_URL, migrations: { loadExtensions: ['.cjs'] } };`,
      'migrations/0001_orders.cjs': knexFile(ordersTable),
      'migrations/0002_change.cjs': knexFile(change),
      'migrations/0003_second.cjs': knexFile(second),
      ...files,
    },
  );

/** As Prisma's engine does it: a row before, the file as one message, and the row again. */
const prismaStyle = (fields: string, files: Record<string, string> = {}) =>
  toolProject(
    `{ schema: 'base.sql' }`,
    `{ command: 'node deploy.mjs', directory: './migrations', ${fields} }`,
    {
      'base.sql': `${ordersTable}create table _prisma_migrations (id text primary key, migration_name text not null, started_at timestamptz not null default now(), finished_at timestamptz, rolled_back_at timestamptz);\n`,
      'deploy.mjs': `import { readdirSync, readFileSync } from 'node:fs';
import pg from ${driver};
const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();
await client.query('select pg_advisory_lock(72707369)');
for (const name of readdirSync('migrations').sort()) {
  const { rows } = await client.query('select 1 from _prisma_migrations where migration_name = $1', [name]);
  if (rows.length > 0) continue;
  await client.query('insert into _prisma_migrations (id, migration_name) values ($1, $2)', ['id of ' + name, name]);
  await client.query(readFileSync('migrations/' + name + '/migration.sql', 'utf8'));
  await client.query('update _prisma_migrations set finished_at = now() where id = $1', ['id of ' + name]);
}
await client.end();
`,
      'migrations/20260102_change/migration.sql': change,
      'migrations/20260103_second/migration.sql': second,
      ...files,
    },
  );

/** Programs in the order of what they follow, not of their names. */
const revision = (id: string, after: string | null, up: string, down: string) => `revision = '${id}'
down_revision = ${after === null ? 'None' : `'${after}'`}
from alembic import op
def upgrade():
${up.replace(/^/gm, '    ')}
def downgrade():
${down.replace(/^/gm, '    ')}
`;
const execute = (...sql: string[]) => sql.map((text) => `op.execute(${JSON.stringify(text)})`).join('\n');
const alembicProject = (tool: string) =>
  toolProject(
    `{ command: '${tool} upgrade aaa111' }`,
    `{ command: '${tool} upgrade head', directory: './alembic/versions', pending: { last: 2 }, down: { command: '${tool} downgrade aaa111' } }`,
    {
      'alembic.ini': '[alembic]\nscript_location = alembic\n',
      'alembic/env.py': `import os
from alembic import context
from sqlalchemy import create_engine
engine = create_engine(os.environ["DATABASE_URL"].replace("postgres://", "postgresql+psycopg2://"))
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()
`,
      'alembic/versions/aaa111_orders.py': revision('aaa111', null, execute(ordersTable.trim()), 'pass'),
      'alembic/versions/0bb222_region.py': revision(
        '0bb222',
        'aaa111',
        execute(
          'alter table orders add column region text',
          "update orders set region = 'north' where id < 100",
          'create index orders_region_idx on orders (region)',
        ),
        execute('alter table orders drop column region'),
      ),
      'alembic/versions/ccc333_bigint.py': revision(
        'ccc333',
        '0bb222',
        execute('alter table orders alter column customer type bigint'),
        execute('alter table orders alter column customer type int'),
      ),
    },
  );

/** What the same statements lock when pgrehearse sends them itself, one by one. */
const ownRunner = () =>
  toolProject(`'migrations'`, `{ directory: './migrations', pending: { from: '0002' } }`, {
    'migrations/0001_orders.sql': ordersTable,
    'migrations/0002_change.sql': change,
    'migrations/0003_second.sql': second,
  });

type Shown = [kind: string, locks: string[]];

/** Statement by statement, of the relations that were there before: modes that it took and none before it. */
function shown({ statements }: MigrationResult): Shown[] {
  return statements.map(({ sql, locks }) => [
    sql.trim().replace(/\s+/g, ' ').toLowerCase(),
    locks.map(({ relation, mode }) => `${relation} ${mode}`).sort(),
  ]);
}

for (const [version, options, missing] of [
  ['18', {}, null],
  ['15', { bin: '/usr/lib/postgresql/15/bin' }, binaries15],
] as const) {
  suite(`migrations by command, on PostgreSQL ${version}`, ({ test, skip, before, after }) => {
    if (missing !== null || toolsMissing !== null) return skip('all of it', missing ?? toolsMissing!);
    const shared = sharedServer({ before, after }, { ...options, settings: readableLog });
    const rehearsed = async (from: Project, ...args: string[]): Promise<ScenarioResult> => {
      const { code, stderr, stdout } = await shared.run(from, 'scenario.ts', ...args);
      assert.is(code, 0, stderr + stdout);
      const result = from.scenario('tool');
      assert.equal(result.notObserved, []);
      return result;
    };
    let own: MigrationResult[] = [];
    before(async () => {
      const from = ownRunner();
      const { code, stderr } = await shared.run(from, 'scenario.ts');
      assert.is(code, 0, stderr);
      own = from.scenario('tool').migrations;
    });

    test('node-pg-migrate: all that is pending is one transaction, and each statement locks what it locks by itself', async () => {
      const { pending, migrations } = await rehearsed(
        nodePgMigrate(`directory: './migrations', pending: { from: '0002' }`),
      );
      assert.equal(pending, ['0002_change', '0003_second']);
      assert.equal(
        migrations.map(({ id, status, transaction }) => [id, status, transaction]),
        [
          ['0002_change', 'applied', 'shared'],
          ['0003_second', 'applied', 'shared'],
        ],
      );
      assert.equal(shown(migrations[0]!), shown(own[0]!));
      assert.equal(
        migrations.map(({ statements }) => statements.map(({ line }) => line)),
        [
          [1, 2, 3, 4, 5, 6],
          [1, 2],
        ],
      );
      assert.equal(migrations[0]!.statements[3]!.rewrites, ['public.orders']);
    });

    test('knex: latest puts all into one transaction; without a directory, what it writes down is pending', async () => {
      const { pending, migrations } = await rehearsed(knex(''));
      assert.equal(pending, ['0002_change', '0003_second']);
      assert.equal(
        migrations.map(({ id, status, transaction }) => [id, status, transaction]),
        [
          ['0002_change', 'applied', 'shared'],
          ['0003_second', 'applied', 'shared'],
        ],
      );
      assert.equal(shown(migrations[0]!), shown(own[0]!));
    });

    test('knex: where one migration asks for none, each has a transaction of its own, and that one has none', async () => {
      const without = `${knexFile('create index concurrently orders_note_idx on orders (note)')}exports.config = { transaction: false };\n`;
      const { migrations } = await rehearsed(knex('', { 'migrations/0004_alone.cjs': without }));
      assert.equal(
        migrations.map(({ id, transaction }) => [id, transaction]),
        [
          ['0002_change', 'own'],
          ['0003_second', 'own'],
          ['0004_alone', 'none'],
        ],
      );
      assert.equal(migrations.slice(0, 2).map(shown), own.map(shown));
    });

    test('a file that is sent as one message is taken apart into its statements: one implicit transaction', async () => {
      const { migrations } = await rehearsed(prismaStyle(`pending: { last: 2 }`));
      assert.equal(
        migrations.map(({ id, status, transaction }) => [id, status, transaction]),
        [
          ['20260102_change', 'applied', 'implicit'],
          ['20260103_second', 'applied', 'implicit'],
        ],
      );
      assert.equal(migrations.map(shown), own.map(shown));
    });

    const shares =
      'Alembic: all that is pending is one transaction, whose migrations are told apart by its one row';
    if (alembic === null) skip(shares, 'no Alembic on this machine');
    else
      test(shares, async () => {
        const { pending, migrations } = await rehearsed(alembicProject(alembic!));
        assert.equal(pending, ['0bb222_region', 'ccc333_bigint']);
        assert.equal(
          migrations.map(({ id, transaction, statements }) => [id, transaction, statements.length]),
          [
            ['0bb222_region', 'shared', 3],
            ['ccc333_bigint', 'shared', 1],
          ],
        );
        assert.equal(migrations[1]!.statements[0]!.rewrites, ['public.orders']);
        assert.is(migrations[0]!.rollback!.schemaRestored, true);
      });

    test('a hold lasts to the end of the message, or of the transaction', async () => {
      const slow = { 'migrations/20260103_second/migration.sql': `${second}select pg_sleep(0.3);\n` };
      const { migrations } = await rehearsed(prismaStyle(`pending: { last: 1 }`, slow));
      const hold = migrations.at(-1)!.holds.find(({ mode }) => mode === 'AccessExclusiveLock')!;
      assert.is(hold.relation, 'public.orders');
      assert.is(hold.statement, 1);
      // The truth is at least what was slept under the lock; how much of it was seen depends on how busy the machine is.
      assert.ok(hold.lowMs > 0 && hold.highMs >= 300, `${hold.lowMs} to ${hold.highMs}`);
    });

    test('the lock queue is probed by running the tool once more, as far as that is needed', async () => {
      const one = prismaStyle('');
      await rehearsed(one, '--queue-probe', '200 ms');
      const { repeats, probes, relations } = one.evidence('tool');
      assert.is(repeats.length, 1);
      assert.equal(
        probes!.map(({ oid, mode, end }) => [relations.find((each) => each.oid === oid)!.name, mode, end]),
        [['public.orders', 'AccessExclusiveLock', 'acquired']],
      );
      assert.ok(findingsOf(one.scenario('tool'), 'lock/queue').length > 0);
    });

    test('the tool’s own statements are no migration’s', async () => {
      const from = knex('');
      await rehearsed(from);
      const [repeat] = from.evidence('tool').repeats;
      const sent = repeat!.migrations
        .flatMap(({ statements }) => statements.map(({ sql }) => sql))
        .join('\n');
      assert.not.match(sent, /knex_migrations|information_schema|advisory/);
      const { exitCode, historyTable, notApplied, connected, ownStatements } = repeat!.command!;
      assert.equal([exitCode, historyTable, notApplied, connected], [0, 'public.knex_migrations', [], true]);
      assert.ok(ownStatements > 0);
    });

    test('down: { command } undoes it, and the schema is compared', async () => {
      const down = (command: string) =>
        nodePgMigrate(
          `directory: './migrations', pending: { last: 1 }, down: { command: '${toolCommands['node-pg-migrate']} ${command}' }`,
          {
            'migrations/0002_change.sql': '-- Up Migration\nselect 1;\n-- Down Migration\nselect 1;\n',
            'migrations/0003_second.sql': `-- Up Migration\n${second}-- Down Migration\nalter table orders drop column later;\n`,
          },
        );
      const restored = down('down 1');
      restored.write({ 'scenario.ts': restored.read('scenario.ts').replace('up 1', 'up 2') });
      const { migrations } = await rehearsed(restored);
      const { status, schemaRestored, difference } = migrations[0]!.rollback!;
      assert.equal([status, schemaRestored, difference], ['applied', true, []]);
      const nothing = down('--version');
      nothing.write({ 'scenario.ts': nothing.read('scenario.ts').replace('up 1', 'up 2') });
      const left = (await rehearsed(nothing)).migrations[0]!.rollback!;
      assert.is(left.schemaRestored, false);
      assert.equal(left.difference.at(-1), '+ applied 0003_second');
    });

    test('a statement that fails is the migration’s, with the server’s error; the exit code is 4', async () => {
      const from = nodePgMigrate(`directory: './migrations', pending: { from: '0002' }`, {
        'migrations/0003_second.sql':
          'alter table orders add column later int;\nalter table missing add column a int;\n',
      });
      const { code } = await shared.run(from, 'scenario.ts');
      assert.is(code, 4);
      const result = from.scenario('tool');
      assert.equal(
        result.migrations.map(({ id, status }) => [id, status]),
        [
          ['0002_change', 'skipped'],
          ['0003_second', 'failed'],
        ],
      );
      const [finding] = findingsOf(result, 'migration/failed');
      assert.match(finding!.title, /Statement 2 of 0003_second failed: relation "missing" does not exist/);
      assert.equal(finding!.location, { file: 'migrations/0003_second.sql', line: 2 });
    });
  });
}
