import * as api from '../../src/index.ts';
import { assert, suite } from '../support/suite.ts';
import { valuesOf } from '../support/tables.ts';

const near = (found: number, expected: number, within: number) =>
  assert.ok(Math.abs(found - expected) <= within, `${found} is not within ${within} of ${expected}`);
const rowsOf = (tables: api.TableRows[], ...names: string[]) => {
  const columns = names.map((name) => valuesOf(tables, name));
  return columns[0]!.map((_, row) => columns.map((values) => values[row]));
};
const distinctRows = (rows: unknown[][]) => new Set(rows.map((row) => JSON.stringify(row))).size;

suite('columns that go together', ({ test }) => {
  test('joint columns come with their frequencies', () => {
    const table = api.defineTable('public.t', {
      id: api.sequence(),
      ...api.joint(
        [
          { city: 'Berlin', country: 'DE' },
          { city: 'Paris', country: 'FR' },
          { city: 'Paris', country: 'US' },
        ],
        [70, 29, 1],
      ),
    });
    const rows = rowsOf([table.rows(20_000)], 'city', 'country');
    const count = (city: string, country: string) =>
      rows.filter((row) => row[0] === city && row[1] === country).length;
    near(count('Berlin', 'DE'), 14_000, 250);
    near(count('Paris', 'US'), 200, 50);
    assert.is(distinctRows(rows), 3);
  });
  test('joint columns come from a pool of objects, under other names too', () => {
    const place = api.joint(
      ['city', 'zip'],
      api.pool(300, (faker) => ({ city: faker.location.city(), zip: faker.location.zipCode() }), {
        skew: api.zipf(1),
      }),
    );
    const table = api.defineTable('public.t', { town: place.city, zip: api.nullable(0.2, place.zip) });
    const rows = rowsOf([table.rows(5_000)], 'town', 'zip').filter(([, zip]) => zip !== null);
    assert.ok(distinctRows(rows) > 250 && distinctRows(rows) <= 300);
  });
  test('a column is given by another one', () => {
    const table = api.defineTable('public.t', {
      country: api.nullable(0.1, api.oneOf({ DE: 2, FR: 1, US: 1 })),
      city: api.given('country', { DE: api.oneOf({ Berlin: 3, Hamburg: 1 }), FR: api.constant('Paris') }),
      phone: api.given('city', { Paris: api.template('+33{n:6}') }, api.template('+49{n:6}')),
    });
    const rows = rowsOf([table.rows(8_000)], 'country', 'city', 'phone');
    for (const [country, city, phone] of rows) {
      assert.is(city === null, country === null || country === 'US');
      assert.is(city === 'Paris', country === 'FR');
      assert.is(String(phone).startsWith('+33'), city === 'Paris');
    }
    const german = rows.filter(([country]) => country === 'DE');
    near(german.filter(([, city]) => city === 'Berlin').length / german.length, 0.75, 0.03);
    assert.is(new Set(rows.map((row) => row[2])).size, 8_000);
  });
  test('an unknown column cannot give another one', () => {
    const table = api.defineTable('public.t', {
      country: api.oneOf(['DE']),
      city: api.given('contry', { DE: api.constant('Berlin') }),
    });
    assert.throws(
      () => valuesOf([table.rows(1)], 'city'),
      /city of table public.t is given by contry, which the table does not declare/,
    );
  });
  test('a mixture takes each row from one of its columns', () => {
    const values = valuesOf(
      [
        api
          .defineTable('public.t', {
            c: api.mixture([
              [90, api.uniform(1, 9)],
              [9, api.constant(0)],
              [1, api.constant(null)],
            ]),
          })
          .rows(20_000),
      ],
      'c',
    ) as (number | null)[];
    near(values.filter((value) => value === 0).length, 1800, 150);
    near(values.filter((value) => value === null).length, 200, 50);
  });
  test('children are numbered within each parent, and the pair is unique', () => {
    const orders = api.defineTable('public.o', { id: api.sequence() });
    const items = api.defineTable('public.i', {
      order_id: api.references(orders, 'id', { fanOut: { 0: 10, 1: 40, 2: 30, 5: 20 }, correlation: 1 }),
      line_no: api.within('order_id', api.sequence()),
      code: api.within('order_id', api.template('L{n:2}')),
    });
    const tables = [items.rows(20_000), orders.rows(10_000)];
    const rows = rowsOf(tables, 'order_id', 'line_no', 'code');
    assert.is(distinctRows(rows), 20_000);
    const perOrder = new Map<unknown, unknown[]>();
    for (const [order, line] of rows) perOrder.set(order, [...(perOrder.get(order) ?? []), line]);
    for (const lines of perOrder.values())
      assert.equal(
        lines,
        lines.map((_, i) => i + 1),
      );
    const sizes = [...perOrder.values()].map(({ length }) => length);
    const count = (size: number) => sizes.filter((found) => found === size).length;
    assert.equal([10_000 - perOrder.size, count(1), count(2), count(5)], [1000, 4000, 3000, 2000]);
    assert.ok(rows.every(([order], i) => i === 0 || Number(order) >= Number(rows[i - 1]![0])));
  });
  test('a fan-out may be a distribution, and the children add up', () => {
    const parents = api.defineTable('public.p', { id: api.sequence() });
    const children = api.defineTable('public.c', {
      p: api.references(parents, 'id', { fanOut: api.lognormal(10, 1, { decimals: null }) }),
      n: api.within('p', api.sequence()),
    });
    const rows = rowsOf([children.rows(50_000), parents.rows(5_000)], 'p', 'n');
    assert.is(distinctRows(rows), 50_000);
    const counts = new Map<unknown, number>();
    for (const [parent] of rows) counts.set(parent, (counts.get(parent) ?? 0) + 1);
    const sorted = [...counts.values()].sort((a, b) => b - a);
    // The median is e^(−σ²/2) of the mean.
    near(sorted[2_500]!, 10 * Math.exp(-0.5), 1);
    assert.ok(sorted[0]! > 80, `${sorted[0]}`);
  });
  test('a fan-out that gives other numbers of rows is refused', () => {
    const parents = api.defineTable('public.p', { id: api.sequence() });
    const children = api.defineTable('public.c', {
      p: api.references(parents, 'id', { fanOut: { 0: 1, 4: 1 } }),
    });
    assert.throws(
      () => valuesOf([children.rows(1000), parents.rows(1000)], 'p'),
      /column p of table public.c: expected about 2,000 rows, found 1,000/,
    );
    assert.is(new Set(valuesOf([children.rows(1950), parents.rows(1000)], 'p')).size, 500);
  });
  test('a reference follows its parents as far as it is told', () => {
    const parents = api.defineTable('public.p', { id: api.sequence() });
    for (const correlation of [1, 0.9, 0.3, -0.5]) {
      const children = api.defineTable('public.c', {
        p: api.references(parents, 'id', { skew: api.zipf(0.7), childless: 0.2, correlation }),
      });
      const values = valuesOf([children.rows(20_000), parents.rows(2_000)], 'p') as number[];
      assert.is(new Set(values).size, 1600);
      near(pearson(values), correlation, 0.03);
    }
  });
  test('columns that take a row of one parent belong to the same tenant', () => {
    const customers = api.defineTable('public.c', {
      tenant_id: api.references(api.defineTable('public.t', { id: api.sequence() }), 'id', {
        skew: api.zipf(1),
      }),
      id: api.within('tenant_id', api.sequence()),
    });
    assert.throws(
      () => valuesOf([customers.rows(10), api.defineTable('public.t', { id: api.sequence() }).rows(3)], 'id'),
      /expected tenant_id to be a reference with fanOut or correlation/,
    );
    const tenants = api.defineTable('public.t', { id: api.sequence() });
    const clients = api.defineTable('public.c', {
      tenant_id: api.references(tenants, 'id', { skew: api.zipf(1), correlation: 0 }),
      id: api.within('tenant_id', api.sequence()),
    });
    const orders = api.defineTable('public.o', {
      tenant_id: api.references(clients, 'tenant_id', { skew: api.zipf(0.5) }),
      client_id: api.references(clients, 'id', { together: 'tenant_id' }),
    });
    const tables = [orders.rows(5_000), clients.rows(900), tenants.rows(20)];
    const known = new Set(rowsOf(tables.slice(1), 'tenant_id', 'id').map((row) => row.join()));
    assert.is(known.size, 900);
    assert.ok(rowsOf(tables, 'tenant_id', 'client_id').every((row) => known.has(row.join())));
  });
  test('a parent may be one of the same tenant, however the tenant came about', () => {
    const tenants = api.defineTable('public.t', { id: api.uuid() });
    for (const correlation of [0, 0.5, 0.9, 1, -0.8]) {
      const accounts = api.defineTable('public.a', {
        tenant_id: api.references(tenants, 'id', { skew: api.zipf(1), correlation }),
        number: api.within('tenant_id', api.sequence()),
        code: api.template('a{n}'),
      });
      const journals = api.defineTable('public.j', {
        id: api.sequence(),
        owner: api.references(tenants, 'id', { skew: api.zipf(0.5) }),
      });
      const entries = api.defineTable('public.e', {
        journal_id: api.references(journals, 'id'),
        tenant: api.references(journals, 'owner', { together: 'journal_id' }),
        number: api.references(accounts, 'number', { matching: { own: 'tenant', parent: 'tenant_id' } }),
        code: api.references(accounts, 'code', { together: 'number' }),
      });
      const tables = [entries.rows(3_000), accounts.rows(2_000), journals.rows(500), tenants.rows(30)];
      const known = new Set(rowsOf(tables.slice(1), 'tenant_id', 'number', 'code').map((row) => row.join()));
      const rows = rowsOf(tables, 'tenant', 'number', 'code');
      assert.ok(
        rows.every((row) => known.has(row.join())),
        `${correlation}`,
      );
      assert.ok(distinctRows(rows) > 900);
    }
  });
  test('a parent of the same tenant needs to be counted, and to be there', () => {
    const tenants = api.defineTable('public.t', { id: api.sequence() });
    const user = (options: api.ReferenceOptions) =>
      api.defineTable('public.u', { tenant_id: api.references(tenants, 'id', options), id: api.sequence() });
    const tables = (users: ReturnType<typeof user>) => [
      api
        .defineTable('public.o', {
          tenant_id: api.references(tenants, 'id'),
          user_id: api.references(users, 'id', { matching: 'tenant_id' }),
        })
        .rows(1000),
      users.rows(100),
      tenants.rows(20),
    ];
    assert.throws(
      () => valuesOf(tables(user({})), 'user_id'),
      /expected tenant_id of public.u to refer, with fanOut or correlation/,
    );
    assert.throws(
      () => valuesOf(tables(user({ childless: 0.2, correlation: 0 })), 'user_id'),
      /column user_id of table public.o, row \d+: no row of public.u has its tenant_id/,
    );
  });
  test('combinations never come twice, and reach the ends', () => {
    const tenants = api.defineTable('public.t', { id: api.uuid() });
    const invoices = api.defineTable('public.i', {
      ...api.combinations({
        tenant_id: api.references(tenants, 'id'),
        year: api.uniform(2015, 2024),
        kind: api.oneOf(['a', 'b', 'c']),
      }),
    });
    const full = rowsOf([invoices.rows(3000), tenants.rows(100)], 'tenant_id', 'year', 'kind');
    assert.is(distinctRows(full), 3000);
    const some = rowsOf([invoices.rows(700), tenants.rows(100)], 'tenant_id', 'year', 'kind');
    assert.is(distinctRows(some), 700);
    assert.equal(
      [...new Set(some.map((row) => row[1]))].sort(),
      [2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024],
    );
    assert.throws(
      () => valuesOf([invoices.rows(3001), tenants.rows(100)], 'year'),
      /column year of table public.i: expected at most 3,000 rows, found 3,001/,
    );
  });
  test('fields of JSON may be missing', () => {
    const values = valuesOf(
      [
        api
          .defineTable('public.t', {
            c: api.json({ a: api.optional(0.5, api.sequence()), b: api.optional(0.9, api.constant('x')) }),
          })
          .rows(4_000),
      ],
      'c',
    ) as object[];
    near(values.filter((value) => 'a' in value).length, 2000, 120);
    near(values.filter((value) => Object.keys(value).length === 0).length, 1800, 120);
  });
  test('UUIDs of version 7 ascend with time', () => {
    const values = valuesOf(
      [
        api
          .defineTable('public.t', { c: api.uuid({ version: 7, from: '2026-01-01', to: '2026-01-02' }) })
          .rows(5_000),
      ],
      'c',
    ) as string[];
    assert.ok(
      values.every(
        (value, i) =>
          /^019b[0-9a-f]{4}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/.test(value) &&
          (i === 0 || value > values[i - 1]!),
      ),
    );
    assert.is(
      new Date(Number.parseInt(values[0]!.replace('-', '').slice(0, 12), 16)).toISOString(),
      '2026-01-01T00:00:00.000Z',
    );
  });
  test('hours and days have their rhythm', () => {
    const days = [1, 1, 1, 1, 1, 0, 0];
    const hours = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 0 : hour === 12 ? 2 : 1));
    const values = valuesOf(
      [
        api
          .defineTable('public.t', {
            c: api.timestamps({
              from: '2026-01-01',
              to: '2026-02-01',
              correlation: 1,
              growth: 3,
              rhythm: { days, hours, utcOffset: '+05:30' },
            }),
          })
          .rows(20_000),
      ],
      'c',
    ) as Date[];
    const local = values.map((value) => new Date(value.getTime() + 330 * 60_000));
    assert.ok(local.every((value) => value.getUTCHours() >= 12 && ![0, 6].includes(value.getUTCDay())));
    near(local.filter((value) => value.getUTCHours() === 12).length, (20_000 * 2) / 13, 100);
    assert.ok(values.every((value, i) => i === 0 || value >= values[i - 1]!));
  });
});

/** Of ranks with the order of the rows. */
function pearson(values: readonly number[]): number {
  const order = [...values.keys()].sort((a, b) => values[a]! - values[b]! || a - b);
  const n = values.length;
  const squares = order.reduce((sum, row, rank) => sum + (row - rank) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
}
