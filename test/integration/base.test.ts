import { execFileSync } from 'node:child_process';
import { baseTexts } from '../../src/dataset/base/baseTexts.ts';
import type { ResolvedScenario } from '../../src/scenario/ResolvedScenario.ts';
import { type Project, project, scenarioText } from '../support/project.ts';
import { sharedServer } from '../support/sharedServer.ts';
import { assert, suite } from '../support/suite.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

/** What pg_dump of several versions and Rails write into a structure, on one page. */
const structure = `\\restrict k3y
-- Dumped from database version 17.1
SET statement_timeout = 0;
SET transaction_timeout = 0;
SET some_setting_of_a_later_version = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE DATABASE shop WITH TEMPLATE = template0 ENCODING = 'UTF8';
ALTER DATABASE shop OWNER TO shop_owner;
\\connect shop
CREATE SCHEMA public;
ALTER SCHEMA public OWNER TO shop_owner;
COMMENT ON SCHEMA public IS '';
CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS $$
begin
  return new;
end $$;
CREATE TABLE public.orders (id bigint NOT NULL, customer integer NOT NULL, note text);
ALTER TABLE public.orders OWNER TO shop_owner;
CREATE TABLE public.schema_migrations (version character varying NOT NULL);
COPY public.orders (id, customer, note) FROM stdin;
1\t7\tfirst; with a semicolon
2\t8\t\\N
\\.


COPY public.schema_migrations (version) FROM stdin;
\\.
ALTER TABLE ONLY public.orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
GRANT SELECT ON TABLE public.orders TO "Shop Reader";
ALTER DEFAULT PRIVILEGES FOR ROLE shop_owner IN SCHEMA public GRANT SELECT ON TABLES TO "Shop Reader";
\\unrestrict k3y
SET search_path TO "$user", public;
INSERT INTO "schema_migrations" (version) VALUES
('20240101000000'),
('20240102000000');
`;

const change = 'alter table orders add column region text;\n';

function shop(base: string, files: Record<string, string>): Project {
  return project({
    'scenario.ts': scenarioText(
      `name: 'shop', ${base}, migrations: { directory: './migrations' }, queueProbe: false,
       traffic: [{ sql: 'select 1', perSecond: 5 }],
       queries: { orders: { sql: 'select count(*) from orders' }, versions: { sql: 'select * from schema_migrations' } }`,
    ),
    'migrations/0001_region.sql': change,
    ...files,
  });
}

suite('the state before the pending migrations', ({ test, before, after }) => {
  const shared = sharedServer({ before, after });

  test('is a plain dump of any version, with rows, roles and what is meant for psql', async () => {
    const one = shop(`base: { schema: './structure.sql' }`, { 'structure.sql': structure });
    const { code, stderr } = await shared.run(one);
    assert.is(code, 0, stderr);
    const seen = one.scenario('shop');
    assert.is(seen.migrations[0]!.status, 'applied');
    assert.equal(
      seen.dataset!.tables.map(({ name, rows }) => [name, rows]),
      [
        ['public.orders', 2],
        ['public.schema_migrations', 2],
      ],
    );
    assert.equal(
      seen.queries.map(({ before: { rows, error } }) => [rows, error]),
      [
        [1, null],
        [2, null],
      ],
    );
    assert.match(stderr, /made the roles that the schema names: Shop Reader, shop_owner; they stay there/);
  });

  test('names the line of what cannot be run', async () => {
    const lines = structure.split('\n');
    const at = lines.findIndex((line) => line.startsWith('ALTER TABLE ONLY'));
    lines[at] = 'ALTER TABLE ONLY public.absent ADD PRIMARY KEY (id);';
    const one = shop(`base: { schema: './structure.sql' }`, { 'structure.sql': lines.join('\n') });
    const { code } = await shared.run(one);
    assert.is(code, 2);
    const { error } = one.scenario('shop');
    assert.is(error!.code, 'migrations/base-failed');
    assert.match(error!.detail!, /relation "public.absent" does not exist/);
    assert.match(JSON.stringify(error), new RegExp(`structure.sql:${at + 1}`));
  });

  test('may be the schema file as a git revision has it', async () => {
    const one = shop(`base: { schema: './structure.sql', at: 'v1' }`, {
      'structure.sql': 'create table orders (id int); create table schema_migrations (version text);\n',
    });
    const git = (...args: string[]) => execFileSync('git', ['-C', one.folder, ...args], { stdio: 'pipe' });
    git('init', '-q');
    git('add', 'structure.sql');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-qm', 'one');
    git('tag', 'v1');
    one.write({ 'structure.sql': 'create table orders (id int, region text);\n' });
    const { code, stderr } = await shared.run(one);
    assert.is(code, 0, stderr);
    assert.is(one.scenario('shop').migrations[0]!.status, 'applied');

    one.write({ 'scenario.ts': one.read('scenario.ts').replace(`'v1'`, `'v0'`) });
    assert.is((await shared.run(one)).code, 2);
    const { error } = one.scenario('shop');
    assert.is(error!.code, 'scenario/base-at');
    assert.match(error!.message, /structure\.sql as it was at 'v0'/);
  });

  test('is prepared: roles before it, though they may be there, and partitions after it', async () => {
    const fields = `base: { schema: './structure.sql' },
      prepare: { before: ['./roles.sql'], after: ['./partitions.sql', { command: 'echo prepared > ran.txt' }] }`;
    const files = {
      'structure.sql':
        'create table orders (id int, at date) partition by range (at); create table schema_migrations (version text);' +
        'create policy own on orders using (current_user = $$app$$); alter table orders owner to app;',
      'roles.sql': 'create role app nologin; create extension if not exists pg_trgm;',
      'partitions.sql': `create table orders_2026 partition of orders for values from ('2026-01-01') to ('2027-01-01');
        insert into orders values (1, '2026-02-01');`,
    };
    const one = shop(fields, files);
    for (const again of [false, true]) {
      const { code, stderr } = await shared.run(one);
      assert.is(code, 0, `${again} ${stderr}`);
    }
    assert.equal(
      one.scenario('shop').dataset!.tables.map(({ name, rows }) => [name, rows]),
      [['public.orders', 1]],
    );
    assert.ok(one.exists('ran.txt'));
  });

  test('names a file to prepare with that is not there', async () => {
    const one = shop(`prepare: ['./roles.sql']`, {});
    assert.is((await shared.run(one)).code, 2);
    assert.match(
      JSON.stringify(one.scenario('shop').error),
      /prepare\.before\[0\]: expected a file, found .*roles\.sql/,
    );
  });
});

suite('what tells one base from another', ({ test }) => {
  const texts = (prepare: ResolvedScenario['prepare']) =>
    baseTexts({ base: { kind: 'migrations' }, prepare }, [], []);

  test('is what it is prepared with, too, and when', async () => {
    const folder = temporaryFolder({ 'a.sql': 'create role a', 'b.sql': 'create role b' });
    const file = (name: string) => ({ kind: 'file', file: `${folder}/${name}` }) as const;
    const all = await Promise.all([
      texts({ before: [], after: [] }),
      texts({ before: [file('a.sql')], after: [] }),
      texts({ before: [], after: [file('a.sql')] }),
      texts({ before: [file('b.sql')], after: [] }),
    ]);
    assert.is(new Set(all.map((each) => JSON.stringify(each))).size, all.length);
  });
  test('cannot be said of a command', async () => {
    assert.is(await texts({ before: [{ kind: 'command', command: 'make roles' }], after: [] }), null);
  });
});
