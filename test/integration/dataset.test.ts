import * as api from '../../src/index.ts';
import type { Server } from '../../src/server/Server.ts';
import { refusalOf, withDataset } from '../support/builds.ts';
import { localServer } from '../support/localServer.ts';
import { assert, suite } from '../support/suite.ts';

const { defineTable, sequence } = api;

const shop = `
  create table customers (id bigint generated always as identity primary key, email text unique);
  create table orders (
    id bigserial primary key, customer_id bigint not null references customers, status varchar(10) not null,
    total numeric(10,2), cents bigint generated always as (total * 100) stored, created_at timestamptz);
  comment on constraint orders_pkey on orders is 'kept';
  create view open_orders as select id, status from orders group by id;
  create function no() returns trigger language plpgsql as $$ begin raise 'a trigger ran'; end $$;
  create trigger never before insert on orders for each row execute function no();`;
const customers = defineTable('public.customers', {
  id: sequence(),
  email: api.template('u{n}@example.com'),
});
const orders = defineTable('public.orders', {
  id: sequence(),
  customer_id: api.references(customers, 'id', { skew: api.zipf(1.1), childless: 0.5 }),
  status: api.oneOf({ paid: 9, open: 1 }),
  total: api.lognormal(40, 1, { decimals: 2 }),
  created_at: api.timestamps({ from: '-90 d', correlation: 0.9 }),
});
const shopTables = [orders.rows(50_000), customers.rows(1_000)];

suite('a dataset', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    server = await localServer();
  });
  after(() => server.stop());

  test('holds the declared rows, behind working keys', () =>
    withDataset(server, shop, { tables: shopTables }, async (client, dataset) => {
      assert.equal(
        dataset.tables.map(({ name, rows }) => [name, rows]),
        [
          ['public.customers', 1_000],
          ['public.orders', 50_000],
        ],
      );
      const { rows } = await client.query(
        `select count(*)::int, count(distinct customer_id)::int as customers, min(cents) > 0 as computed,
           (select bool_and(indisready and indisvalid) from pg_index) as ready,
           (select count(*)::int from open_orders) as view, obj_description((select oid from pg_constraint
             where conname = 'orders_pkey')) as comment from orders`,
      );
      assert.equal(rows[0], {
        count: 50_000,
        customers: 500,
        computed: true,
        ready: true,
        view: 50_000,
        comment: 'kept',
      });
      for (const statement of [
        "insert into customers (email) values ('u7@example.com')",
        'update orders set customer_id = -1 where id = 1',
      ])
        assert.ok(
          await client.query(statement).then(
            () => false,
            () => true,
          ),
          statement,
        );
    }));
  test('lets sequences and identities go on behind its rows', () =>
    withDataset(server, shop, { tables: shopTables }, async (client) => {
      const { rows } = await client.query(
        `insert into customers (email) values ('new') returning id, nextval('orders_id_seq') as next`,
      );
      assert.equal(rows[0], { id: '1001', next: '50001' });
    }));
  test('is settled: every page visible, statistics fresh', () =>
    withDataset(server, shop, { tables: shopTables }, async (client) => {
      const { rows } = await client.query(
        `select relname, relpages = relallvisible as visible, reltuples::int,
           (select correlation > 0.85 and correlation < 0.95 from pg_stats where attname = 'created_at') as correlated,
           (select most_common_freqs[1] between 0.88 and 0.92 from pg_stats where attname = 'status') as weighted
         from pg_class where relname in ('orders', 'customers') order by 1`,
      );
      assert.equal(rows, [
        { relname: 'customers', visible: true, reltuples: 1_000, correlated: true, weighted: true },
        { relname: 'orders', visible: true, reltuples: 50_000, correlated: true, weighted: true },
      ]);
    }));
  test('is the same when built again, with the same key', async () => {
    const content = () =>
      withDataset(server, shop, { tables: shopTables }, async (client, { key }) => {
        const { rows } = await client.query(
          'select md5(string_agg(o::text, chr(10) order by ctid)) from orders o',
        );
        return [key, rows[0].md5];
      });
    const first = await content();
    assert.equal(await content(), first);
  });
  test('has another key for another seed, number of rows, schema or function', async () => {
    const key = (schema: string, request: object) =>
      withDataset(
        server,
        schema,
        { tables: [customers.rows(100)], ...request },
        async (_client, dataset) => dataset.key,
      );
    const doubled = defineTable('public.customers', {
      id: sequence(),
      email: api.derived((_row, n) => `${n * 2}`),
    });
    const tripled = defineTable('public.customers', {
      id: sequence(),
      email: api.derived((_row, n) => `${n * 3}`),
    });
    const keys = [
      await key(shop, {}),
      await key(shop, { seed: 2 }),
      await key(shop, { tables: [customers.rows(101)] }),
      await key(`${shop} alter table customers add note text`, {}),
      await key(shop, { tables: [doubled.rows(100)] }),
      await key(shop, { tables: [tripled.rows(100)] }),
    ];
    assert.is(new Set(keys).size, keys.length);
  });
  test('accepts no connections to its template', () =>
    withDataset(server, shop, { tables: [customers.rows(5)] }, async (_client, { template }) => {
      const message = await server.connect(template).then(
        () => '',
        (error: Error) => error.message,
      );
      assert.match(message, /not currently accepting connections/);
    }));
  test('adds fixtures behind the rows, and says which one failed', async () => {
    const fixture = {
      path: 'old.sql',
      statements: ["insert into customers (email) values ('fixture')", 'insert into nowhere values (1)'],
    };
    await withDataset(
      server,
      shop,
      { tables: [customers.rows(5)], fixtures: [{ ...fixture, statements: fixture.statements.slice(0, 1) }] },
      async (client) => {
        const { rows } = await client.query("select id from customers where email = 'fixture'");
        assert.equal(rows, [{ id: '6' }]);
      },
    );
    assert.is(
      await refusalOf(server, shop, { fixtures: [fixture] }),
      'data/fixture: statement 2 of old.sql failed: relation "nowhere" does not exist',
    );
  });
  test('fills partitioned tables', () =>
    withDataset(
      server,
      `create table m (id int, at date not null, primary key (id, at)) partition by range (at);
       create table m_old partition of m for values from (minvalue) to ('2026-01-01');
       create table m_new partition of m for values from ('2026-01-01') to (maxvalue);`,
      {
        tables: [
          defineTable('public.m', { id: sequence(), at: api.timestamps({ from: '-90 d' }) }).rows(3000),
        ],
      },
      async (client, dataset) => {
        assert.equal(
          dataset.tables.map(({ name, rows }) => [name, rows]),
          [['public.m', 3000]],
        );
        const { rows } = await client.query('select count(*) > 500 as some from m_new');
        assert.ok(rows[0].some);
      },
    ));

  const refused: [string, string, api.TableRows[], string][] = [
    [
      'a table that is not there',
      shop,
      [defineTable('public.order', { id: sequence() }).rows(1)],
      'data/unknown-table: table public.order does not exist before the pending migrations',
    ],
    [
      'a column that is not there',
      shop,
      [defineTable('public.customers', { idd: sequence() }).rows(1)],
      'data/unknown-column: table public.customers has no column idd',
    ],
    [
      'a generated column',
      shop,
      [defineTable('public.orders', { cents: sequence() }).rows(1)],
      'data/generated-column: column cents of table public.orders is generated by the server',
    ],
    [
      'a NOT NULL column left out',
      shop,
      [defineTable('public.orders', { customer_id: sequence() }).rows(1)],
      'data/missing-column: column status of table public.orders is NOT NULL, has no default and is not declared',
    ],
    [
      'NULL for a NOT NULL column',
      shop,
      [
        defineTable('public.orders', {
          customer_id: sequence(),
          status: api.nullable(0.1, api.constant('x')),
        }).rows(1),
      ],
      'data/null: column status of table public.orders: expected a value, found NULL',
    ],
    [
      'a table given twice',
      shop,
      [customers.rows(1), customers.rows(2)],
      'data/table-twice: table public.customers is in data twice',
    ],
    [
      'an overflow that the bounds show',
      'create table t (a int)',
      [defineTable('public.t', { a: sequence({ start: 3e9 }) }).rows(5)],
      'data/value: column a of table public.t: expected an integer, -2147483648 to 2147483647, found 3000000004',
    ],
    [
      'an overflow in a late row',
      'create table t (a smallint)',
      [defineTable('public.t', { a: api.derived((_row, n) => n + 32_000) }).rows(5_000)],
      'data/value: column a of table public.t, row 4,489: expected a smallint, -32768 to 32767, found an integer of 5 digits',
    ],
    [
      'a text too long for its column',
      'create table t (a varchar(4))',
      [defineTable('public.t', { a: api.oneOf(['four', 'seven']) }).rows(5)],
      'data/value: column a of table public.t: expected at most 4 characters for character varying(4), found a text of 5 characters',
    ],
    [
      'duplicates behind a unique index',
      shop,
      [defineTable('public.customers', { email: api.derived(() => 'x') }).rows(100)],
      'data/duplicate-key: table public.customers: its rows do not fit customers_email_key: could not create unique index "customers_email_key"',
    ],
    [
      'rows without their parent',
      shop,
      [
        customers.rows(9),
        defineTable('public.orders', { customer_id: sequence(), status: api.constant('x') }).rows(10),
      ],
      'data/orphans: table public.orders: 1 row refers to rows of public.customers that do not exist',
    ],
    [
      'a row that a constraint refuses',
      'create table t (a int check (a < 700))',
      [defineTable('public.t', { a: sequence() }).rows(900)],
      'data/row-refused: table public.t, row 700, column a: new row for relation "t" violates check constraint "t_a_check"',
    ],
    [
      'a function that throws',
      shop,
      [
        defineTable('public.customers', {
          email: api.derived(({ id }) => id.nothing.at),
          id: sequence(),
        }).rows(1),
      ],
      'data/function: column email of table public.customers: a function of its declaration failed',
    ],
  ];
  for (const [name, schema, tables, expected] of refused)
    test(`${name} is refused`, async () => {
      assert.is(await refusalOf(server, schema, { tables }), expected);
    });
});

suite('a role that is no superuser', ({ test, before, after }) => {
  let server: Server;
  before(async () => {
    server = await localServer({ role: 'builder' });
  });
  after(() => server.stop());

  test('loads the same rows beside the keys, and is told so', () =>
    withDataset(server, shop, { tables: shopTables }, async (client, _dataset, steps) => {
      assert.ok(steps.includes('loading with indexes in place: the role is not a superuser'));
      const { rows } = await client.query(
        `select count(*)::int, (select count(*)::int from pg_constraint where contype = 'f' and convalidated) as keys,
           (select tgenabled from pg_trigger where tgname = 'never') as trigger from orders`,
      );
      assert.equal(rows[0], { count: 50_000, keys: 1, trigger: 'O' });
    }));
  test('is told of orphans and duplicates too', async () => {
    const orphans = [
      customers.rows(9),
      defineTable('public.orders', { customer_id: sequence(), status: api.constant('x') }).rows(10),
    ];
    assert.match(
      await refusalOf(server, shop, { tables: orphans }),
      /^data\/orphans: table public.orders: 1 row refers/,
    );
    const twice = [defineTable('public.customers', { email: api.derived(() => 'x') }).rows(2)];
    assert.match(
      await refusalOf(server, shop, { tables: twice }),
      /^data\/duplicate-key: .*customers_email_key/,
    );
  });
});
