import * as api from '../../src/index.ts';

const { defineTable, sequence, references, zipf, oneOf, timestamps, uniform, lognormal, nullable } = api;

/** Tables of every kind that plans and their costs hang on, with indexes of every method. */
export const groundSchema = `
  create type state as enum ('new', 'paid', 'sent', 'lost');
  create domain cents as bigint check (value >= 0);
  create table customers (id bigint generated always as identity primary key, email text not null, region int not null, score numeric, note text);
  create index customers_lower_idx on customers (lower(email));
  create index customers_region_idx on customers using hash (region);
  create table orders (id bigserial primary key, customer_id bigint not null references customers, state state not null, status text not null,
    amount cents not null, placed timestamptz not null, tags int[], double bigint generated always as (amount * 2) stored);
  create index orders_customer_idx on orders (customer_id, placed desc);
  create index orders_open_idx on orders (placed) where status = 'open';
  create index orders_tags_idx on orders using gin (tags);
  create index orders_placed_brin on orders using brin (placed);
  create index orders_amount_idx on orders (amount) include (status);
  create statistics orders_together (ndistinct, dependencies, mcv) on state, status from orders;
  create statistics orders_month on (extract(month from placed at time zone 'UTC')), status from orders;
  create table events (id bigint not null, at timestamptz not null, kind int not null, owner bigint not null) partition by range (at);
  create table events_1 partition of events for values from ('2000-01-01') to ('2026-01-01');
  create table events_2 partition of events for values from ('2026-01-01') to ('2026-02-01') partition by list (kind);
  create table events_2_low partition of events_2 for values in (0, 1, 2, 3);
  create table events_2_rest partition of events_2 default;
  create table events_3 partition of events default;
  create index events_owner_idx on events (owner);
  create table parents (id int primary key, label text);
  create table children (extra int) inherits (parents);
  create table bloated (id int primary key, owner int not null, note text not null);
  create index bloated_owner_idx on bloated (owner);
  create table wide (id int primary key, document text, marks jsonb);
  create materialized view busy as select customer_id, count(*) as orders, max(placed) as last from orders group by customer_id;
  create index busy_orders_idx on busy (orders);`;

const customers = defineTable('public.customers', {
  id: sequence(),
  email: api.template('U{n}@Example.com'),
  region: uniform(1, 40),
  score: nullable(0.3, lognormal(20, 1, { decimals: 2 })),
  note: nullable(0.99, api.text({ length: 30 })),
});
const orders = defineTable('public.orders', {
  id: sequence(),
  customer_id: references(customers, 'id', { skew: zipf(1.1) }),
  state: oneOf({ new: 1, paid: 8, sent: 20, lost: 1 }),
  status: oneOf({ open: 3, closed: 97 }),
  amount: lognormal(4_000, 1.2),
  placed: timestamps({ from: '-200 d', correlation: 0.8 }),
  tags: api.derived((_row, n) => [n % 5, (n * 7) % 300]),
});
const events = defineTable('public.events', {
  id: sequence(),
  at: timestamps({ from: '-90 d', correlation: 0.95 }),
  kind: uniform(0, 9),
  owner: uniform(1, 4_000),
});
const parents = defineTable('public.parents', { id: sequence(), label: api.template('p{n}') });
const children = defineTable('public.children', {
  id: sequence({ start: 1_000_000 }),
  label: api.template('c{n}'),
  extra: uniform(1, 50),
});
const bloated = defineTable('public.bloated', {
  id: sequence({ correlation: 0.5 }),
  owner: uniform(1, 900),
  note: api.text({ length: 40 }),
});
const wide = defineTable('public.wide', {
  id: sequence(),
  document: api.text({ length: 5_000 }),
  marks: api.derived((_row, n) => ({ a: n % 11, b: [n % 3] })),
});

/** Beyond the 30,000 rows that ANALYZE reads by itself, where that matters. */
export const groundTables = [
  customers.rows(40_000),
  orders.rows(120_000),
  events.rows(80_000),
  parents.rows(20_000),
  children.rows(25_000),
  bloated.rows(40_000, { deadTuples: 0.25 }),
  wide.rows(400),
];

/** Of varied shapes; each reads something that chance could move. */
export const groundQueries: Record<string, string> = {
  'the most common value': 'select * from orders where customer_id = 1',
  'a rare value': 'select * from orders where customer_id = 39000 order by placed desc limit 5',
  'two tables': `select c.email, o.amount from customers c join orders o on o.customer_id = c.id where c.region = 7 and o.status = 'open'`,
  'a table with itself':
    'select a.id from orders a join orders b on b.customer_id = a.customer_id and b.placed > a.placed where a.amount > 90000 and b.amount > 90000',
  'one partition': `select count(*) from events where at >= '2026-01-10' and at < '2026-01-12' and kind = 2`,
  'all partitions': 'select kind, count(*) from events where owner between 10 and 40 group by kind',
  'partitions joined': `select e.id from events e join customers c on c.id = e.owner where c.region = 3 and e.at > '2026-02-01'`,
  'two bitmaps': `select id from orders where amount between 100 and 140 or (customer_id = 5 and placed > '2025-12-01')`,
  'an index alone': 'select amount, status from orders where amount between 9000 and 9800',
  'an aggregate': 'select status, state, count(*), avg(amount) from orders group by status, state',
  'many groups':
    'select customer_id, sum(amount) from orders group by customer_id having sum(amount) > 100000',
  'a window': `select * from (select id, row_number() over (partition by customer_id order by placed) as place from orders where status = 'open') ranked where place = 1`,
  'a subplan':
    'select c.id, (select max(o.placed) from orders o where o.customer_id = c.id) from customers c where c.region = 12',
  'not exists':
    'select count(*) from customers c where not exists (select from orders o where o.customer_id = c.id)',
  lateral:
    'select c.id, l.amount from customers c, lateral (select amount from orders o where o.customer_id = c.id order by placed desc limit 2) l where c.region = 1',
  'a common table expression': `with big as materialized (select customer_id, amount from orders where amount > 40000) select c.region, count(*) from big join customers c on c.id = big.customer_id group by 1`,
  'LIMIT without order': `select id from orders where status = 'open' limit 20`,
  'an array': 'select count(*) from orders where tags @> array[77]',
  'an expression': `select id from customers where lower(email) = 'u77@example.com'`,
  'a range of an expression': `select count(*) from customers where lower(email) between 'u2' and 'u3'`,
  'a partial index': `select id from orders where status = 'open' and placed > '2026-02-01'`,
  'columns that hang together': `select count(*) from orders where state = 'lost' and status = 'open'`,
  'an expression with statistics': `select status, count(*) from orders where extract(month from placed at time zone 'UTC') = 1 group by 1`,
  NULL: 'select count(*) from customers where note is not null and score is null',
  inheritance: 'select count(*) from parents where id > 1000000 and id < 1004000',
  'a hash index': 'select count(*) from customers where region = 22',
  'a bloated table': 'select owner, count(*) from bloated where owner < 30 group by owner',
  'a materialized view': 'select * from busy where orders > 60',
  'values out of line': 'select id, length(document) from wide where id < 40',
  'three tables': `select c.region, count(*) from customers c join orders o on o.customer_id = c.id join events e on e.owner = c.id where o.state = 'lost' and e.kind = 4 group by 1`,
};
