import { devices, events, sessions } from '../../generators/events.ts';
import { accounts, books, entries, statements, transactions } from '../../generators/ledger.ts';
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

const ledger = `
  create table books (id int primary key, name text not null, currency char(3) not null, created_at timestamptz not null);
  create table accounts (book_id int not null references books, number int not null, kind text not null, name text not null,
    balance numeric(14,2) not null, closed_at timestamptz, primary key (book_id, number));
  create table transactions (id bigint primary key, book_id int not null references books, key uuid not null unique,
    booked_at timestamptz not null, text text not null, unique (id, book_id));
  create table entries (transaction_id bigint not null, line_no int not null, book_id int not null, debit int not null, credit int not null,
    amount numeric(14,2) not null, primary key (transaction_id, line_no),
    foreign key (transaction_id, book_id) references transactions (id, book_id),
    foreign key (book_id, debit) references accounts, foreign key (book_id, credit) references accounts);
  create table statements (book_id int not null, number int not null, month date not null, balance numeric(14,2) not null,
    primary key (book_id, number, month), foreign key (book_id, number) references accounts);`;

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
  test('the ledger keeps its composite keys, and entries stay within their book', () =>
    withDataset(
      server,
      ledger,
      {
        tables: [
          books.rows(60),
          accounts.rows(6_000),
          transactions.rows(20_000),
          entries.rows(36_000),
          statements.rows(20_000),
        ],
      },
      async (client) => {
        const { rows } = await client.query(
          `select (select min(c) from (select count(*) as c from accounts group by book_id) t) >= 1 as all_books,
             (select max(c) > 400 from (select count(*) as c from accounts group by book_id) t) as uneven_books,
             (select max(line_no) from entries) > 20 as long_entries,
             (select count(*) from transactions where extract(isodow from booked_at) > 5) * 1.0 / 20000 < 0.06 as working_days,
             (select correlation from pg_stats where tablename = 'entries' and attname = 'transaction_id') > 0.99 as stored_together,
             (select count(distinct (book_id, debit)) from entries) > 4000 as used_accounts`,
        );
        assert.equal(rows, [
          {
            all_books: true,
            uneven_books: true,
            long_entries: true,
            working_days: true,
            stored_together: true,
            used_accounts: true,
          },
        ]);
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
