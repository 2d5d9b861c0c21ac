import * as api from '../../src/index.ts';
import type { Server } from '../../src/server/Server.ts';
import { withDataset } from '../support/builds.ts';
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
  create table odd (id int primary key, low int not null, high int not null, check (low > high + 1000000));
  create table of_odd (id int primary key, odd_id int not null references odd);
  create table maybe_odd (id int primary key, odd_id int references odd);
  create table strange (id int primary key, shape polygon not null);
  create table measurements (at timestamptz not null, value float8) partition by range (at);
  create table measurements_all partition of measurements default;`;

suite('data from the catalog alone', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    server = await localServer();
  });
  after(() => server.stop());

  test('fills every table that it can, and says why it left one empty', () =>
    withDataset(server, schema, { rowsPerTable: 2_000 }, async (client, { tables, unfilled }) => {
      assert.equal(
        tables.map(({ name, rows }) => [name.replace('public.', ''), rows]),
        [
          ['a', 2000],
          ['b', 2000],
          ['countries', 2],
          ['documents', 2000],
          ['maybe_odd', 2000],
          ['measurements', 2000],
          ['profiles', 2000],
          ['roles', 999],
          ['tenants', 2000],
          ['user_roles', 2000],
          ['users', 2000],
        ],
      );
      const reasons = Object.fromEntries(unfilled.map(({ table, reason }) => [table, reason]));
      assert.equal(Object.keys(reasons).sort(), ['public.odd', 'public.of_odd', 'public.strange']);
      assert.match(reasons['public.odd']!, /violates check constraint "odd_check"/);
      assert.match(reasons['public.of_odd']!, /needs rows of public.odd, which is not filled/);
      assert.match(reasons['public.strange']!, /no values are known for column shape of type polygon/);
      const { rows } = await client.query(
        `select count(distinct mood)::int as moods, count(distinct country)::int as countries, bool_or(manager_id is null) as roots,
           bool_or(manager_id is not null) as reports, min(email::text) as email, bool_and(active) as "defaults",
           (select count(distinct status)::int from documents) as statuses,
           (select min(created_at) < now() - interval '1 year' from tenants) as past
         from users`,
      );
      assert.equal(rows[0], {
        moods: 3,
        countries: 2,
        roots: true,
        reports: true,
        email: 'user1000@example.com',
        defaults: true,
        statuses: 2,
        past: true,
      });
    }));
  test('leaves declared tables to their declaration, and refers to them', () => {
    const tenants = api.defineTable('public.tenants', { id: api.uuid(), slug: api.template('only-{n}') });
    return withDataset(server, schema, { tables: [tenants.rows(3)], rowsPerTable: 50 }, async (client) => {
      const { rows } = await client.query(
        'select count(distinct tenant_id)::int as used, (select min(slug) from tenants) as slug from users',
      );
      assert.equal(rows[0], { used: 3, slug: 'only-1' });
    });
  });
});
