import type { Client } from 'pg';
import type { Production } from '../../src/scenario/production/Production.ts';
import { parseProduction } from '../../src/scenario/production/readProduction.ts';
import type { Server } from '../../src/server/Server.ts';
import { captureProduction } from '../../src/server/target/captureProduction.ts';
import { localServer } from '../support/localServer.ts';
import { type Project, project, scenarioText } from '../support/project.ts';
import { assert, suite } from '../support/suite.ts';

const schema = `
create table countries (id int primary key, name text not null);
create table customers (id bigint primary key, country_id int references countries, tier text, code varchar(12), joined date not null, rank int);
create table orders (id bigint primary key, customer_id bigint references customers, state text not null default 'new', amount int, note text, placed_at timestamptz not null);
`;

/** Uneven on purpose: 12 countries, most of them empty; a heavy head of customers; orders stored by customer. */
async function fillProduction(client: Client): Promise<void> {
  await client.query(`${schema}
    INSERT INTO countries SELECT i, 'country ' || i FROM generate_series(1, 12) i;
    INSERT INTO customers SELECT i, CASE WHEN i % 4 > 0 THEN 1 + (i % 3) END, CASE WHEN i % 10 < 7 THEN 'gold' ELSE 'silver' END,
        CASE WHEN i % 5 > 0 THEN 'c' || (i % 400) END, date '2020-01-01' + i / 50, (i * 7919) % 97 FROM generate_series(1, 20000) i;
    INSERT INTO orders SELECT n, customer, CASE WHEN n % 100 < 90 THEN 'paid' WHEN n % 100 < 98 THEN 'new' ELSE 'lost' END,
        CASE WHEN n % 3 > 0 THEN n % 1000 END, repeat('x', 120), now() FROM (
      SELECT row_number() OVER () AS n, customer FROM (
        SELECT customer, generate_series(1, greatest(1, (30000 / customer ^ 0.9)::int)) FROM generate_series(1, 12000) customer ORDER BY 1) x) y;
    CREATE INDEX ON orders (customer_id);
    ANALYZE;`);
}

interface Stats {
  null_frac: number;
  n_distinct: number;
  correlation: number | null;
  most_common_freqs: number[] | null;
}

suite('data like production.json', ({ test, before, after }) => {
  let server: Server;
  let known: Production;
  let one: Project;
  let stats: Map<string, Stats>;
  let rows: Map<string, number>;
  const url = (database: string) => `postgresql://postgres@127.0.0.1:${server.connection.port}/${database}`;

  before(async () => {
    server = await localServer();
    const database = await server.createDatabase('production');
    const client = await server.connect(database);
    await fillProduction(client);
    await client.end();
    const text = await captureProduction(url(database), { schemas: null, values: [], exact: true });
    known = parseProduction(text, 'it');
    one = project({
      'production.json': text,
      'scenario.ts': scenarioText(
        `name: 'all', migrations: { directory: './m', pending: { from: '2' } }, data: auto({ rows: 1_000_000 })`,
      ),
      'm/1_schema.sql': schema,
      'm/2_next.sql': 'create index on orders (state);\n',
    });
    ({ stats, rows } = await loaded());
  });
  after(() => server.stop());

  /** Loads the scenario and asks the server’s own ANALYZE. */
  async function loaded(...args: string[]) {
    const running = one.start(
      'generate',
      ...args,
      '--database-url',
      url('postgres'),
      '--yes-this-server-is-disposable',
    );
    const found = new Promise<string>((resolve) =>
      running.child.stdout!.on('data', (data) => resolve(String(data).trim().split('/').at(-1)!)),
    );
    const name = await Promise.race([
      found,
      running.ended.then(({ stderr }) => Promise.reject(new Error(stderr))),
    ]);
    const client = await server.connect(name);
    const { rows: columns } = await client.query<Stats & { name: string }>(
      `SELECT tablename || '.' || attname AS name, null_frac, n_distinct, correlation, most_common_freqs FROM pg_stats WHERE schemaname = 'public'`,
    );
    const { rows: tables } = await client.query<{ name: string; rows: number }>(
      `SELECT relname AS name, reltuples::int AS rows FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
    );
    await client.end();
    running.child.kill('SIGINT');
    await running.ended;
    return {
      stats: new Map(columns.map(({ name: column, ...rest }) => [column, rest])),
      rows: new Map(tables.map((table) => [table.name, table.rows])),
    };
  }

  const near = (found: number, wanted: number, tolerance: number, what: string) =>
    assert.ok(Math.abs(found - wanted) <= tolerance, `${what}: ${found} instead of ${wanted}`);
  const distinctOf = (column: string) => {
    const [table] = column.split('.') as [string];
    const { n_distinct } = stats.get(column)!;
    return n_distinct < 0 ? -n_distinct * rows.get(table)! : n_distinct;
  };

  test('auto fills each table with the rows that production has, where that is less than asked for', () => {
    for (const table of ['countries', 'customers', 'orders']) {
      assert.is(rows.get(table), known.tables[`public.${table}`]!.rows, table);
    }
  });

  test('auto has production’s shares of NULL', () => {
    for (const column of [
      'customers.country_id',
      'customers.code',
      'customers.tier',
      'orders.amount',
      'orders.customer_id',
    ]) {
      const [table, name] = column.split('.') as [string, string];
      near(
        stats.get(column)!.null_frac,
        known.tables[`public.${table}`]!.columns[name]!.nullFrac!,
        0.02,
        column,
      );
    }
  });

  test('auto has production’s numbers of distinct values', () => {
    near(distinctOf('customers.code'), 320, 5, 'customers.code');
    near(distinctOf('customers.rank'), 97, 0, 'customers.rank');
    near(distinctOf('orders.state'), 3, 0, 'orders.state');
    near(distinctOf('customers.country_id'), 3, 0, 'customers.country_id');
    near(distinctOf('orders.amount'), 1000, 15, 'orders.amount');
  });

  test('auto has production’s frequencies', () => {
    const [first, second, third] = stats.get('orders.state')!.most_common_freqs!;
    near(first!, 0.9, 0.01, 'the most common state');
    near(second!, 0.08, 0.01, 'the next');
    near(third!, 0.02, 0.01, 'the rarest');
    near(stats.get('customers.tier')!.most_common_freqs![0]!, 0.7, 0.02, 'the more common tier');
  });

  test('references of auto have production’s skew, childless parents and order', () => {
    const column = known.tables['public.orders']!.columns['customer_id']!;
    const made = stats.get('orders.customer_id')!;
    near(made.correlation!, column.correlation!, 0.15, 'correlation');
    near(
      made.most_common_freqs![0]!,
      column.mostCommonFreqs![0]!,
      column.mostCommonFreqs![0]! * 0.35,
      'the head',
    );
    const sum = (shares: readonly number[]) => shares.slice(0, 20).reduce((total, share) => total + share, 0);
    near(
      sum(made.most_common_freqs!),
      sum(column.mostCommonFreqs!),
      sum(column.mostCommonFreqs!) * 0.2,
      'the first 20',
    );
  });

  test('the same file gives the same data, and --scale takes that share of its rows', async () => {
    const again = await loaded('--scale', '0.1');
    assert.is(again.rows.get('customers'), 2000);
  });

  test('a reference that is declared as on production takes skew, childless parents, order and NULL from it', async () => {
    one.write({
      'scenario.ts': scenarioText(
        `name: 'some', migrations: { directory: './m', pending: { from: '2' } },
         data: (() => {
           const { references } = pgrehearse;
           const customers = defineTable('public.customers', { id: sequence(), joined: timestamps({ from: '2020-01-01', to: '2026-01-01' }) });
           const orders = defineTable('public.orders', { id: sequence(), placed_at: timestamps({ from: '2020-01-01', to: '2026-01-01' }),
             customer_id: references(customers, 'id', { skew: 'production' }) });
           return [customers.rows(20_000), orders.rows(100_000)];
         })()`,
      ),
    });
    const declared = await loaded();
    const made = declared.stats.get('orders.customer_id')!;
    near(
      made.correlation!,
      known.tables['public.orders']!.columns['customer_id']!.correlation!,
      0.15,
      'correlation',
    );
    near(
      made.most_common_freqs![0]!,
      known.tables['public.orders']!.columns['customer_id']!.mostCommonFreqs![0]!,
      0.03,
      'the head',
    );
    assert.is(declared.stats.get('customers.country_id')!.null_frac, 1);
  });

  test('a reference declared as on production that production.json does not know is refused, with its name', async () => {
    one.write({
      'production.json': JSON.stringify({
        ...known,
        tables: { 'public.customers': known.tables['public.customers'] },
      }),
    });
    const { code, stderr } = await one.call('run', '--dry-run');
    assert.is(code, 2);
    assert.match(
      stderr,
      /column customer_id of table public\.orders is declared as on production, of which nothing is known/,
    );
  });
});
