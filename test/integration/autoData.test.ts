import type { Client } from 'pg';
import * as api from '../../src/index.ts';
import type { Server } from '../../src/server/Server.ts';
import { refusalOf, withDataset } from '../support/builds.ts';
import { localServer } from '../support/localServer.ts';
import { assert, suite } from '../support/suite.ts';

const schema = `
  create type mood as enum ('sad', 'ok', 'happy');
  create domain email_address as varchar(80) check (value like '%@%');
  create table countries (code char(2) primary key, name text not null);
  insert into countries values ('DE', 'Germany'), ('FR', 'France');
  create table tenants (id uuid primary key default gen_random_uuid(), slug text not null unique, created_at timestamptz not null default now());
  create table users (
    id bigint generated always as identity primary key, tenant_id uuid not null references tenants, email email_address not null,
    first_name varchar(6), mood mood not null, manager_id bigint references users, country char(2) references countries,
    settings jsonb not null default '{}', tags text[] not null, score numeric(3,1), active boolean not null default true,
    full_text text generated always as (first_name || email) stored, unique (tenant_id, id));
  create unique index on users (lower(email));
  create table profiles (user_id bigint primary key references users, bio text not null, birthday date);
  create table roles (id smallserial primary key, name varchar(3) not null unique);
  create table user_roles (user_id bigint references users, role_id smallint references roles, primary key (user_id, role_id));
  create table documents (
    tenant_id uuid not null, id int not null, author_id bigint not null, status text not null check (status in ('draft', 'done')),
    price numeric not null check (price > 0), primary key (tenant_id, id),
    foreign key (tenant_id, author_id) references users (tenant_id, id));
  create table a (id int primary key, b_id int not null);
  create table b (id int primary key, a_id int not null references a);
  alter table a add foreign key (b_id) references b;
  create table odd (id int primary key, low int not null, check (low > 5 and low < 3));
  create table of_odd (id int primary key, odd_id int not null references odd);
  create table maybe_odd (id int primary key, odd_id int references odd);
  create table strange (id int primary key, permission aclitem not null);
  create table measurements (at timestamptz not null, value float8) partition by range (at);
  create table measurements_all partition of measurements default;`;

suite('data from the catalog alone', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    server = await localServer();
  });
  after(() => server.stop());

  const one = async (client: Client, sql: string) =>
    (await client.query<Record<string, unknown>>(sql)).rows[0]!;
  const filled = (sql: string, rows: number, check: (client: Client) => Promise<void>) =>
    withDataset(server, sql, { rowsPerTable: rows }, async (client, { unfilled }) => {
      assert.equal(unfilled, []);
      await check(client);
    });

  test('fills every table that it can, and says why it left one empty', () =>
    withDataset(server, schema, { rowsPerTable: 2_000 }, async (client, { tables, unfilled }) => {
      assert.equal(Object.fromEntries(tables.map(({ name, rows }) => [name.replace('public.', ''), rows])), {
        a: 2000,
        b: 2000,
        countries: 2,
        documents: 2000,
        maybe_odd: 2000,
        measurements: 2000,
        profiles: 2000,
        roles: 2000,
        tenants: 2000,
        user_roles: 2000,
        users: 2000,
      });
      const reasons = Object.fromEntries(unfilled.map(({ table, reason }) => [table, reason]));
      assert.equal(Object.keys(reasons).sort(), ['public.odd', 'public.of_odd', 'public.strange']);
      assert.match(reasons['public.odd']!, /no values are known that hold to odd_low_check: .*low > 5/);
      assert.match(reasons['public.of_odd']!, /needs rows of public.odd, which is not filled/);
      assert.match(reasons['public.strange']!, /no values are known for column permission of type aclitem/);
      assert.equal(
        await one(
          client,
          `select count(distinct mood)::int as moods, count(distinct country)::int as countries, bool_or(manager_id is null) as roots,
             bool_or(manager_id is not null) as reports, min(email::text) as email, avg(active::int) > 0.9 as mostly,
             (select count(distinct status)::int from documents) as statuses,
             (select min(created_at) < now() - interval '1 year' from tenants) as past
           from users`,
        ),
        {
          moods: 3,
          countries: 2,
          roots: true,
          reports: true,
          email: 'user1000@example.com',
          mostly: true,
          statuses: 2,
          past: true,
        },
      );
    }));
  test('leaves declared columns to their declaration, makes up the others, and refers to them', () => {
    const tenants = api.defineTable('public.tenants', { slug: api.template('only-{n}') });
    return withDataset(server, schema, { tables: [tenants.rows(3)], rowsPerTable: 50 }, async (client) => {
      assert.equal(
        await one(
          client,
          `select count(distinct tenant_id)::int as used,
             (select min(slug) from tenants where created_at < now() - interval '1 d') as slug from users`,
        ),
        { used: 3, slug: 'only-1' },
      );
    });
  });
  test('says which override names no table or column', async () => {
    const overriding = (name: string, column: string) =>
      refusalOf(server, schema, {
        tables: [api.defineTable(name, { [column]: api.sequence() }).rows(3)],
        rowsPerTable: 5,
      });
    assert.match(
      await overriding('public.tennants', 'slug'),
      /data\/unknown-table: table public.tennants does not exist/,
    );
    assert.match(
      await overriding('public.tenants', 'slugg'),
      /data\/unknown-column: table public.tenants has no column slugg/,
    );
  });
  test('says which keys lead back to themselves, and which overrides do', async () => {
    const ring = `create table x (id int primary key); create table y (id int primary key references x);
      alter table x add foreign key (id) references y; create table z (a int not null, b int not null check (b <> 0));`;
    await withDataset(server, ring, { rowsPerTable: 50 }, async (_client, { tables, unfilled }) => {
      assert.equal(
        tables.map(({ name, rows }) => [name, rows]),
        [['public.z', 50]],
      );
      assert.match(unfilled[0]!.reason, /depends on itself|needs rows of public\.[xy]/);
    });
    const cycle = api.defineTable('public.z', {
      a: api.derived((row) => row['b']),
      b: api.derived((row) => row['a']),
    });
    assert.match(
      await refusalOf(server, ring, { tables: [cycle.rows(3)], rowsPerTable: 5 }),
      /data\/cycle: column [ab] of table public\.z depends on itself/,
    );
  });
  test('meets conditions over several columns, as the server understands them', () =>
    filled(
      `create table users (id int primary key); create table tasks (id int primary key);
       create table arcs (id int primary key, user_id int references users, task_id int references tasks, check (num_nonnulls(user_id, task_id) = 1));
       create table jobs (id int primary key, state text not null default 'new' check (state in ('new', 'done', 'failed')), done_at timestamptz,
         error text, created_at timestamptz not null default now(), updated_at timestamptz, check ((state = 'done') = (done_at is not null)),
         check (state <> 'failed' or error is not null), check (updated_at >= created_at));
       create table prices (id int primary key, low numeric(10,2) not null, high numeric(10,2) not null, check (low <= high));
       create domain slug as text check (value ~ '^[a-z]+$' and length(value) between 3 and 10);
       create table pages (path slug not null, hash bytea not null check (octet_length(hash) = 16), level int not null check (level between 3 and 5));
       create table singleton (id boolean primary key default true check (id));`,
      500,
      async (client) => {
        const { arcs, states, levels, alone } = await one(
          client,
          `select (select count(user_id) between 100 and 400 from arcs) as arcs, (select count(distinct state)::int from jobs) as states,
             (select count(distinct level)::int from pages) as levels, (select count(*)::int from singleton) as alone`,
        );
        assert.equal([arcs, states, levels, alone], [true, 3, 3, 1]);
      },
    ));
  test('keeps keys of several columns, spread over all parents', () =>
    filled(
      `create table users (id int primary key); create table tasks (id int primary key);
       create table votes (user_id int references users, task_id int references tasks, kind text check (kind in ('up', 'down')), primary key (user_id, task_id, kind));
       create table kinds (user_id int not null references users, kind text not null check (kind in ('x', 'y')), unique (user_id, kind));
       create table versions (doc_id int not null, version int not null, primary key (doc_id, version));
       create table flags (user_id int not null references users, name text, is_default boolean not null);
       create unique index on flags (user_id) where is_default;
       create table computed (a int not null, b int generated always as (a * 2) stored unique);`,
      400,
      async (client) => {
        assert.equal(
          await one(
            client,
            `select count(*)::int as votes, count(distinct user_id) > 100 and count(distinct task_id) > 100 as spread,
               (select count(*)::int from kinds) as kinds, (select count(distinct user_id)::int from kinds) as of from votes`,
          ),
          { votes: 400, spread: true, kinds: 400, of: 400 },
        );
      },
    ));
  test('refers to parents of the same tenant where keys share a column', () =>
    filled(
      `create table tenants (id uuid primary key);
       create table users (tenant_id uuid not null references tenants, id int not null, primary key (tenant_id, id));
       create table projects (tenant_id uuid not null references tenants, id int not null, slug text not null, primary key (tenant_id, id), unique (tenant_id, slug));
       create table tasks (id int primary key, tenant_id uuid not null, user_id int not null, project_id int not null,
         foreign key (tenant_id, user_id) references users, foreign key (tenant_id, project_id) references projects);`,
      600,
      async (client) => {
        assert.equal(
          await one(
            client,
            'select count(*)::int as tasks, count(distinct tenant_id)::int as tenants, count(distinct user_id) > 300 as spread from tasks',
          ),
          { tasks: 600, tenants: 30, spread: true },
        );
      },
    ));
  test('spreads rows over partitions of every kind, and over ranges that may not overlap', () =>
    filled(
      `create extension btree_gist;
       create table events (id bigint, at timestamptz not null, kind text not null, primary key (id, at, kind)) partition by range (at);
       create table events_1 partition of events for values from ('2025-01-01') to ('2025-07-01');
       create table events_2 partition of events for values from ('2025-07-01') to ('2026-01-01') partition by list (kind);
       create table events_2_a partition of events_2 for values in ('a', 'b'); create table events_2_c partition of events_2 for values in ('c');
       create table hashed (id bigint primary key) partition by hash (id);
       create table hashed_0 partition of hashed for values with (modulus 2, remainder 0); create table hashed_1 partition of hashed for values with (modulus 2, remainder 1);
       create table regions (id int, region text, primary key (id, region)) partition by list (region);
       create table regions_eu partition of regions for values in ('de', 'fr'); create table regions_rest partition of regions default;
       create table bookings (room int not null, during tstzrange not null, exclude using gist (room with =, during with &&));
       create table shifts (worker int not null, starts timestamptz not null, ends timestamptz not null, check (starts < ends),
         exclude using gist (worker with =, tstzrange(starts, ends) with &&));`,
      600,
      async (client) => {
        const { rows } = await client.query<{ name: string; many: boolean }>(
          `select name, (xpath('/row/n/text()', query_to_xml('select count(*) > 100 as n from ' || name, false, true, '')))[1]::text = 'true' as many
           from unnest('{events_1,events_2_a,events_2_c,hashed_0,hashed_1,regions_eu}'::text[]) name`,
        );
        for (const { name, many } of rows) assert.ok(many, name);
      },
    ));
  test('knows every type, quoted names and other schemas', () =>
    filled(
      `create schema app; create type pair as (a int, b text); create domain positive as int check (value > 0);
       create table app."Odd ""Name" ("Id" positive primary key, "select" text not null, p pair not null, b3 bit(3) not null, bv varbit not null, r int4range, mr int4multirange,
         arr text[] not null, arr2 int[][], n53 numeric(5,3) not null, n22 numeric(2,2) not null, x xml, j json not null, h char(64) not null check (length(h) = 64),
         mac macaddr not null unique, ip inet unique, ts tsvector, tq tsquery, pt point not null, pg polygon not null, iv interval not null unique, tm time not null,
         m money not null, d date not null, f real check (f between 0 and 1), x8 xid8 not null unique, lsn pg_lsn, tz timetz not null, o oid not null, c "char" not null);`,
      300,
      async (client) => {
        assert.equal(
          await one(client, 'select count(*)::int as n, min(length(h))::int as h from app."Odd ""Name"'),
          {
            n: 300,
            h: 64,
          },
        );
      },
    ));
  test('adds to rows that migrations left, but to no list that is complete', () =>
    filled(
      `create table users (id serial primary key, name text unique); insert into users (name) values ('admin');
       create table roles (name text primary key); insert into roles values ('reader'), ('writer');
       create table grants (user_id int references users, role text references roles);`,
      100,
      async (client) => {
        assert.equal(
          await one(
            client,
            `select count(*)::int as users, min(name) as first, nextval('users_id_seq')::int as next, (select count(*)::int from roles) as roles,
               (select count(distinct role)::int from grants) as used from users`,
          ),
          { users: 101, first: 'admin', next: 102, roles: 2, used: 2 },
        );
      },
    ));
  test('takes column names for references that nothing declares', () =>
    filled(
      'create table customers (id int primary key); create table notes (id int primary key, customer_id int not null, body text not null);',
      300,
      async (client) => {
        const { orphans } = await one(
          client,
          'select count(*)::int as orphans from notes where customer_id not in (select id from customers)',
        );
        assert.is(orphans, 0);
      },
    ));
  test('is the same again for the same seed', async () => {
    const hash = () =>
      withDataset(server, schema, { rowsPerTable: 200 }, async (client) => {
        const { h } = await one(client, "select md5(string_agg(u::text, '' order by id)) as h from users u");
        return h;
      });
    assert.is(await hash(), await hash());
  });
});

suite('data from the catalog alone, as a plain owner', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    server = await localServer({ role: 'owner' });
  });
  after(() => server.stop());

  test('loads past triggers, forced row-level security and keys in a ring', () =>
    withDataset(
      server,
      `create table a (id int primary key, b_id int not null);
       create table b (id int primary key, a_id int not null references a deferrable initially deferred);
       alter table a add foreign key (b_id) references b deferrable;
       create table secured (id int primary key, owner name not null default current_user);
       alter table secured enable row level security; alter table secured force row level security;
       create policy own on secured using (owner = current_user);
       create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
       create trigger refuse before insert on secured for each row execute function refuse();`,
      { rowsPerTable: 100 },
      async (client, { tables, unfilled }) => {
        assert.equal(unfilled, []);
        assert.equal(
          tables.map(({ rows }) => rows),
          [100, 100, 100],
        );
        const { rows } = await client.query(
          `select relforcerowsecurity as forced, (select tgenabled from pg_trigger where tgname = 'refuse') as trigger from pg_class where relname = 'secured'`,
        );
        assert.equal(rows, [{ forced: true, trigger: 'O' }]);
      },
    ));
});
