import type { Server } from '../../src/server/Server.ts';
import { withDataset } from '../support/builds.ts';
import { localServer } from '../support/localServer.ts';
import { assert, suite } from '../support/suite.ts';

suite('data from the catalog alone, in odd corners', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    server = await localServer();
  });
  after(() => server.stop());

  /** Fills all tables, and gives what an expression says of them. */
  const filled = (schema: string, rows: number, expression: string) =>
    withDataset(server, schema, { rowsPerTable: rows }, async (client, { tables, unfilled }) => {
      assert.equal(unfilled, []);
      const result = await client.query<{ found: unknown }>(`select ${expression} as found`);
      return { found: result.rows[0]!.found, rows: tables.map((table) => table.rows) };
    });

  test('knows IS TRUE and its kin', async () => {
    const { rows } = await filled(
      `create table leader (active boolean primary key check (active is true));
       create table flags (a boolean not null check (a is false), b boolean not null check (b is not true));`,
      50,
      '1',
    );
    assert.equal(rows, [50, 1]);
  });
  test('keeps dates inside bounds, whatever day of the month they name', async () => {
    const { found } = await filled(
      `create table days (d date not null check (d > '2020-01-01' and d < '2021-01-02'));
       create table old (at date not null) partition by range (at);
       create table old_all partition of old for values from (minvalue) to ('2020-01-05');`,
      200,
      '(select count(distinct d) > 50 from days)',
    );
    assert.is(found, true);
  });
  test('has columns that are named as what every object has', async () => {
    const { found } = await filled(
      'create table odd (id int primary key, "constructor" int not null, "__proto__" int not null, "toString" text not null, "valueOf" int unique);',
      100,
      '(select count("valueOf")::int from odd)',
    );
    assert.is(found, 100);
  });
  test('counts within bounds that are not reached themselves', async () => {
    const { found, rows } = await filled(
      'create domain tens as int check (value > 10 and value < 100); create table keyed (id tens primary key);',
      1000,
      '(select array[min(id), max(id)]::int[] from keyed)',
    );
    assert.equal([found, rows], [[11, 99], [89]]);
  });
  test('tells rows of a unique index apart by its columns rather than by its expressions', async () => {
    const { rows } = await filled(
      `create table visits (at timestamptz not null, who int not null);
       create unique index on visits (who, date(at at time zone 'UTC'));`,
      500,
      '1',
    );
    assert.equal(rows, [500]);
  });
  test('leaves out what an empty enum or a checked domain inside a type does not allow', async () => {
    const { found } = await filled(
      `create type nothing as enum (); create domain small as int check (value between 40 and 50);
       create type pair as (a int, b small);
       create table odd (id int primary key, e nothing, p pair not null, l small[] not null);`,
      100,
      '(select count(e)::int from odd)',
    );
    assert.is(found, 0);
  });
  test('counts the rows of a table without those of tables that inherit from it', async () => {
    const { rows } = await filled(
      'create table parent (a int not null); create table child (b int not null) inherits (parent);',
      70,
      '1',
    );
    assert.equal(rows, [70, 70]);
  });
  test('joins rows of one tenant in a key that is made of references alone', async () => {
    const { found, rows } = await filled(
      `create table org (id int primary key);
       create table person (org_id int references org, id int, primary key (org_id, id));
       create table team (org_id int references org, id int, primary key (org_id, id));
       create table member (org_id int not null, person_id int not null, team_id int not null, primary key (org_id, person_id, team_id),
         foreign key (org_id, person_id) references person, foreign key (org_id, team_id) references team);
       create table follows (org_id int not null, one int not null, other int not null, primary key (org_id, one, other),
         foreign key (org_id, one) references person, foreign key (org_id, other) references person);`,
      800,
      '(select count(distinct person_id) > 700 and count(distinct team_id) > 700 from member)',
    );
    assert.equal([found, rows], [true, [800, 800, 40, 800, 800]]);
  });
  test('grows trees inside a tenant', async () => {
    const { found } = await filled(
      `create table tenant (id uuid primary key);
       create table node (tenant_id uuid not null references tenant, id uuid, parent_id uuid, primary key (tenant_id, id),
         foreign key (tenant_id, parent_id) references node);
       create table root (tenant int, id int, parent int not null, primary key (tenant, id), foreign key (tenant, parent) references root);
       create table leaf (tenant int, id int, parent int, primary key (tenant, id), foreign key (tenant, parent) references leaf);`,
      400,
      '(select count(distinct parent_id) > 100 and count(distinct tenant_id) = 20 from node)',
    );
    assert.is(found, true);
  });
  test('makes unique texts that match a regular expression or LIKE', async () => {
    const { found, rows } = await filled(
      `create table products (sku text not null unique check (sku ~ '^[A-Z]{3}-[0-9]{4}$'));
       create table users (id text primary key check (id like 'usr\\_%'), doc text not null check (doc like '/%.PDF'));`,
      1200,
      '(select count(distinct doc) > 50 from users)',
    );
    assert.equal([found, rows], [true, [1200, 1200]]);
  });
  test('makes as many unique values as small types have', async () => {
    const { rows } = await filled(
      `create table a (n numeric(3,3) primary key); create table b (n numeric(5,-2) primary key); create table c (f real primary key);
       create table d (c "char" primary key); create table e (c varchar(1) primary key);`,
      2000,
      '1',
    );
    assert.equal(rows, [999, 2000, 2000, 62, 36]);
  });
  test('leaves all columns of a reference NULL, or none', async () => {
    const { found } = await filled(
      `create table parents (a int, b int, primary key (a, b));
       create table children (x int, y int, foreign key (x, y) references parents match full);`,
      600,
      '(select array[count(*) filter (where (x is null) <> (y is null)), (count(*) filter (where x is null) between 20 and 120)::int]::int[] from children)',
    );
    assert.equal(found, [0, 1]);
  });
  test('loads where an event trigger refuses every command', async () => {
    const refusing = `create table base (id int primary key);
      create function refuse() returns event_trigger language plpgsql as $$ begin raise exception 'no'; end $$;
      create event trigger refuse on ddl_command_start execute function refuse();
      alter event trigger refuse enable always;`;
    const { rows } = await filled(refusing, 50, '1');
    assert.equal(rows, [50]);
  });
});
