import { devices, events, sessions } from '../../generators/events.ts';
import { customers, orderItems, orders, products, users } from '../../generators/shop.ts';
import type { Server } from '../../src/server/Server.ts';
import { withDataset } from '../support/builds.ts';
import { localServer } from '../support/localServer.ts';
import { assert, suite } from '../support/suite.ts';

const shop = `
  create table customers (id bigint primary key, email text not null unique, name text not null, country char(2) not null, created_at timestamptz not null);
  create table products (id bigint primary key, sku varchar(20) not null unique, name text not null, price numeric(10,2) not null, active boolean not null);
  create table orders (id bigint generated always as identity primary key, customer_id bigint not null references customers,
    reference varchar(32) not null unique, status text not null, total numeric(12,2) not null, created_at timestamptz not null, note text, details jsonb not null);
  create table order_items (id bigint primary key, order_id bigint not null references orders, product_id bigint not null references products,
    quantity int not null, price numeric(10,2) not null);
  create table users (id bigint primary key, email text not null, name text not null, active boolean not null, created_at timestamptz not null,
    last_seen_at timestamptz, logins int not null);`;
const stream = `
  create table devices (id uuid primary key, platform text not null, model text not null, push_token text, created_at timestamptz not null);
  create table sessions (id bigint primary key, device_id uuid not null references devices, started_at timestamptz not null, seconds int not null, ip inet not null);
  create table events (id bigint primary key, session_id bigint not null references sessions, name text not null, occurred_at timestamptz not null,
    value numeric(12,2), payload jsonb not null);`;

suite('generators', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    server = await localServer();
  });
  after(() => server.stop());

  test('the shop looks like a shop to the planner', () =>
    withDataset(
      server,
      shop,
      {
        tables: [
          customers.rows(5_000),
          products.rows(500),
          orders.rows(40_000),
          orderItems.rows(60_000),
          users.rows(30_000),
        ],
      },
      async (client) => {
        const { rows } = await client.query(
          `select count(distinct customer_id)::int as buyers, max(length(reference)) as reference,
             (select null_frac between 0.84 and 0.86 from pg_stats where attname = 'note') as notes,
             (select correlation > 0.999 from pg_stats where tablename = 'orders' and attname = 'created_at') as in_order,
             (select most_common_freqs[1] between 0.8 and 0.84 from pg_stats where tablename = 'orders' and attname = 'status') as delivered,
             (select max(c) > 200 from (select count(*) as c from orders group by customer_id) t) as skewed,
             (select count(*) - count(distinct email) from users)::int as duplicates,
             (select count(*) - count(distinct lower(email)) from users)::int as folded
           from orders`,
        );
        const { duplicates, folded, buyers, ...facts } = rows[0];
        assert.equal(facts, { reference: 14, notes: true, in_order: true, delivered: true, skewed: true });
        assert.is(folded, 60);
        assert.ok(duplicates > 20 && duplicates < 60, `${duplicates} duplicates`);
        assert.ok(buyers > 3_500 && buyers <= 3_750, `${buyers} buyers`);
      },
    ));
  test('the stream of events arrives roughly in order', () =>
    withDataset(
      server,
      stream,
      { tables: [devices.rows(1_000), sessions.rows(5_000), events.rows(40_000)] },
      async (client) => {
        const { rows } = await client.query(
          `select correlation between 0.98 and 0.995 as rough from pg_stats where attname = 'occurred_at'`,
        );
        assert.equal(rows, [{ rough: true }]);
      },
    ));
});
