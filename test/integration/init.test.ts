import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { project } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const schema = `
create type mood as enum ('sad', 'ok', 'happy');
create table tenants (id uuid primary key, slug text not null unique);
create table users (tenant_id uuid not null references tenants, id bigint generated always as identity, email text not null,
  mood mood not null, manager_id bigint, "Odd Name" varchar(8), active boolean not null default true,
  created_at timestamptz not null default now(), updated_at timestamptz, primary key (tenant_id, id), unique (id));
alter table users add foreign key (manager_id) references users (id);
create table jobs (id int primary key, state text not null check (state in ('new', 'done')), done_at timestamptz,
  price numeric(8,2) not null check (price > 0), settings jsonb not null, check ((state = 'done') = (done_at is not null)));
create table a (id int primary key, b_id int not null);
create table b (id int primary key, a_id int not null references a);
alter table a add foreign key (b_id) references b;
create table votes (user_id bigint references users (id), job_id int references jobs, kind text check (kind in ('up', 'down')), primary key (user_id, job_id, kind));
create table "references" (id int primary key, shape point not null, during tstzrange);
create table odd (id int primary key, permission aclitem not null);
`;
const tables = ['a', 'b', 'jobs', '"references"', 'tenants', 'users', 'votes'].map(
  (name) => `public.${name}`,
);
const typeCheck = (folder: string) =>
  promisify(execFile)(process.execPath, [
    join(import.meta.dirname, '../../node_modules/typescript/bin/tsc'),
    '--noEmit',
    '-p',
    folder,
  ]).catch((error: { stdout: string }) => assert.unreachable(error.stdout));

suite('init', ({ test, before, after }) => {
  const { run, url } = sharedServer({ before, after });
  const where = () => ['--rows', '200', '--database-url', url()];

  test(
    'declares the tables of migrations, in files that type-check and fill every table',
    async () => {
      const shop = project({
        'db/migrations/0001_all.sql': schema,
        'db/migrations/0002_note.sql': 'alter table jobs add note text;',
      });
      const made = await shop.call('init', '--migrations', 'db/migrations', ...where());
      assert.is(made.code, 0, made.stderr);
      assert.match(made.stdout, /wrote scenarios\/db\/tables\.ts/);
      assert.match(
        shop.read('scenarios/db/scenario.ts'),
        /public\.odd has no rows: no values are known for column permission/,
      );
      await typeCheck(shop.folder);
      const { code, stderr } = await run(shop);
      assert.is(code, 0, stderr);
      const filled = shop.scenario('db').dataset!.tables;
      assert.equal(filled.map(({ name }) => name).sort(), [...tables].sort());
      assert.ok(filled.every(({ rows }) => rows === 200));
    },
    { timeoutMs: 120_000 },
  );
  test(
    'declares the tables of a schema file, with a migration to begin with',
    async () => {
      const shop = project({ 'structure.sql': schema });
      const made = await shop.call('init', '--schema', 'structure.sql', ...where());
      assert.is(made.code, 0, made.stderr);
      assert.ok(shop.exists('scenarios/structure/migrations/0001_pending.sql'));
      await typeCheck(shop.folder);
      const { code, stderr } = await run(shop);
      assert.is(code, 0, stderr);
      assert.is(shop.scenario('structure').dataset!.tables.length, tables.length);
    },
    { timeoutMs: 120_000 },
  );
  test('--dry-run measures rows that are made up, and says what is left empty', async () => {
    const shop = project({
      'db/migrations/0001_all.sql': schema,
      'db/migrations/0002_note.sql': 'select 1;',
    });
    const sizes = async (...args: string[]) => {
      const { code, stdout, stderr } = await run(
        shop,
        '--migrations',
        'db/migrations',
        '--dry-run',
        '--json',
        ...args,
      );
      assert.is(code, 0, stderr);
      return JSON.parse(stdout) as {
        rows: number;
        scenarios: { tables: { name: string; bytes: number }[]; unfilled: { table: string }[] }[];
      };
    };
    const { rows, scenarios } = await sizes('--rows', '1000');
    assert.is(rows, 1000 * tables.length);
    assert.ok(scenarios[0]!.tables.every(({ bytes }) => bytes > 30_000));
    assert.equal(
      scenarios[0]!.unfilled.map(({ table }) => table),
      ['public.odd'],
    );
    const sized = (await sizes('--size', '20 MB')).scenarios[0]!.tables;
    const total = sized.reduce((sum, { bytes }) => sum + bytes, 0);
    assert.ok(total > 8e6 && total < 20e6, String(total));
    assert.not.ok(shop.exists('.pgrehearse'));
  });
  test('says which file it cannot read, and that rows are a number', async () => {
    const shop = project({ 'structure.sql': schema });
    const missing = await shop.call('init', '--schema', 'nowhere.sql', ...where());
    assert.is(missing.code, 2);
    assert.match(missing.stderr, /--schema: nowhere\.sql cannot be read/);
    const none = await shop.call('init', '--schema', 'structure.sql', '--rows', '0');
    assert.is(none.code, 2);
    assert.match(none.stderr, /--rows: expected a positive whole number, found 0/);
  });
  test('leaves a file alone that is there', async () => {
    const shop = project({
      'structure.sql': 'create table t (id int)',
      'scenarios/structure/scenario.ts': '',
    });
    const { code, stderr } = await shop.call('init', '--schema', 'structure.sql', ...where());
    assert.is(code, 2);
    assert.match(stderr, /scenarios\/structure\/scenario\.ts is there already/);
  });
});
