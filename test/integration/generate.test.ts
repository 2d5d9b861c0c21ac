import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { locateBinaries } from '../../src/server/local/locateBinaries.ts';
import { itemsScenario } from '../support/itemsProject.ts';
import { leftoversAfter } from '../support/leftovers.ts';
import { type Project, project, scenarioText } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';

const [installed] = locateBinaries();
const pending = { '0002_next.sql': 'drop table items;\n' };

const schema = `
create table "Shops" (id int primary key, title text not null, boss int);
create table people (id bigint generated always as identity primary key, shop int not null references "Shops",
  note text, twice bigint generated always as (id * 2) stored) partition by range (id);
create table people_1 partition of people for values from (0) to (50);
create table people_2 partition of people default;
create table bare ();
create materialized view counted as select count(*)::int as n from people;
alter table "Shops" add foreign key (boss) references people deferrable;
`;
const withoutCycle = schema.replace(/alter table.*\n/, '');

function shops(base: string): Project {
  return project({
    'scenario.ts': scenarioText(
      `name: 'shops', migrations: { directory: './migrations' }, data: [
         defineTable('public."Shops"', { id: sequence(), title: pgrehearse.template('shop, "{n}"') }).rows(10),
         defineTable('public.people', { id: sequence(), shop: uniform(1, 10), note: pgrehearse.nullable(0.5, constant('')) }).rows(100)]`,
    ),
    'migrations/0001_base.sql': base,
    'migrations/0002_pending.sql': 'drop table people;\n',
  });
}

suite('generate', ({ test, before, after, skip }) => {
  const shared = sharedServer({ before, after });
  const generate = (project: Project, ...args: string[]) =>
    project.call('generate', '--database-url', shared.url(), ...args);

  test('leaves the database up, as it is before the pending migrations, until Ctrl-C', async () => {
    const kept = shops(schema);
    const running = kept.start('generate');
    await running.until(/Ctrl-C removes it/);
    const client = new Client(running.out().trim());
    await client.connect();
    const { rows } = await client.query(
      'select count(*)::int as people, count(twice)::int as twice from people',
    );
    await client.end();
    assert.equal(rows, [{ people: 100, twice: 100 }]);
    running.child.kill('SIGINT');
    assert.is((await running.ended).code, 130);
    assert.equal(await leftoversAfter(kept, 10_000), []);
  });

  for (const [format, options] of [
    ['csv', ['--format', 'csv']],
    ['binary', ['--format', 'binary']],
  ] as const) {
    const fact = `writes ${format} files that psql loads into an empty schema`;
    if (installed === undefined) skip(fact, 'no psql is installed here');
    else
      test(fact, async () => {
        const written = shops(schema);
        const { code, stdout, stderr } = await generate(written, ...options);
        assert.is(code, 0, stderr);
        assert.is(stdout, '.pgrehearse/data/shops\n');
        const folder = join(written.folder, stdout.trim());
        const url = await emptyDatabase(format, schema);
        psql(url, folder);
        assert.equal(await rowsOf(url), {
          shops: 10,
          people: 100,
          counted: 100,
          empty: 100,
          titles: ['shop, "1"', 'shop, "2"'],
          next: 101,
        });
        await shared
          .server()
          .connect('postgres')
          .then(async (admin) => {
            await admin.query(`drop database target_${format}`);
            await admin.end();
          });
      });
  }

  test('leaves none of an earlier export’s files', async () => {
    const twice = shops(schema);
    await generate(twice, '--format', 'csv');
    await generate(twice, '--format', 'binary');
    const files = readdirSync(join(twice.folder, '.pgrehearse/data/shops'));
    assert.equal(files.sort(), ['load.sql', 'public._Shops_.copy', 'public.people.copy']);
  });

  test('says in load.sql which tables no order of loading satisfies', async () => {
    const [cyclic, plain] = [shops(schema), shops(withoutCycle)];
    await generate(cyclic, '--format', 'csv');
    await generate(plain, '--format', 'csv');
    assert.match(cyclic.read('.pgrehearse/data/shops/load.sql'), /foreign keys of .*people.*superuser/);
    const script = plain.read('.pgrehearse/data/shops/load.sql');
    assert.not.match(script, /superuser/);
    assert.ok(script.indexOf('"Shops"') < script.indexOf('public.people'), 'parents come first');
  });

  test('gives the same files for the same seed, and others for another', async () => {
    const [one, two, other] = [shops(schema), shops(schema), project(itemsScenario('items', '', pending))];
    for (const each of [one, two]) await generate(each, '--format', 'binary');
    const file = '.pgrehearse/data/shops/public.people.copy';
    assert.is(one.read(file), two.read(file));
    const files: string[] = [];
    for (const seed of ['1', '2']) {
      await generate(other, '--format', 'csv', '--seed', seed);
      files.push(other.read('.pgrehearse/data/items/public.items.csv'));
    }
    assert.is.not(files[0], files[1]);
  });

  test('leaves nothing on the server after the files', async () => {
    await generate(shops(schema), '--format', 'csv');
    const admin = await shared.server().connect('postgres');
    const { rows } = await admin.query(
      "select datname from pg_database where datname like 'pgrehearse%' and datname !~ 'target'",
    );
    await admin.end();
    assert.equal(rows, []);
  });

  test('wants one scenario, and names those that it found', async () => {
    const several = project({
      ...itemsScenario('first', '', pending),
      ...itemsScenario('second', '', pending),
    });
    const { code, stderr } = await generate(several);
    assert.is(code, 2);
    assert.match(stderr, /generate loads one scenario at a time/);
    assert.match(stderr, /first, second/);
  });

  test('fills the tables of a directory of migrations', async () => {
    const { folder, call } = project({
      'db/1_base.sql': 'create table a (id int primary key, email text not null);\n',
      'db/2_next.sql': 'drop table a;\n',
    });
    const url = ['--database-url', shared.url()];
    const { code, stderr } = await call(
      'generate',
      '--migrations',
      'db',
      '--rows',
      '7',
      '--format',
      'csv',
      ...url,
    );
    assert.is(code, 0, stderr);
    assert.equal(readdirSync(join(folder, '.pgrehearse/data/db')), ['load.sql', 'public.a.csv']);
  });

  async function emptyDatabase(name: string, sql: string): Promise<string> {
    const admin = await shared.server().connect('postgres');
    await admin.query(`create database target_${name}`);
    await admin.end();
    const client = await shared.server().connect(`target_${name}`);
    await client.query(sql);
    await client.end();
    return shared.url().replace(/postgres$/, `target_${name}`);
  }

  async function rowsOf(url: string): Promise<Record<string, unknown>> {
    const client = new Client(url);
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(
      `select (select count(*)::int from "Shops") as shops, count(*)::int as people, (select n from counted) as counted,
         count(*) filter (where note = '' or note is null)::int as empty,
         (select array_agg(title order by id) from "Shops" where id < 3) as titles,
         nextval('people_id_seq')::int as next from people`,
    );
    await client.end();
    return rows[0]!;
  }
});

function psql(url: string, folder: string): void {
  const bin = join(installed!.bin, 'psql');
  execFileSync(bin, ['-X', '-q', '-d', url, '-f', 'load.sql'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}
