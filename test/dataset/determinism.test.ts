import { createHash } from 'node:crypto';
import type { PreparedTable } from '../../src/dataset/prepareTables.ts';
import * as api from '../../src/index.ts';
import { assert, suite } from '../support/suite.ts';
import { prepare, valuesOf } from '../support/tables.ts';

const customers = api.defineTable('public.customers', { id: api.sequence({ correlation: 0 }) });
const columns = {
  id: api.sequence(),
  customer_id: api.references(customers, 'id', { skew: api.zipf(1.1), childless: 0.2 }),
  status: api.oneOf({ paid: 90, pending: 8 }),
  amount: api.lognormal(40, 1, { decimals: 2 }),
  height: api.normal(170, 12),
  at: api.timestamps({ from: '-90 d', correlation: 0.9, growth: 3 }),
  note: api.nullable(
    0.5,
    api.pool(100, (faker) => faker.lorem.sentence()),
  ),
  email: api.duplicated(0.1, api.template('u{n}-{code:9}@example.com')),
  body: api.text({ length: api.uniform(1, 200) }),
  token: api.uuid(),
  details: api.json({ channel: api.oneOf(['web', 'app']), items: api.zipf(1.3, 9) }),
};
const statistics = { nullFraction: 0.2, distinct: 300, mostCommonFrequencies: [0.1], correlation: 0.5 };
/** Kinds of columns that came later, in a table of their own. */
const more = {
  owner: api.references(customers, 'id', {
    fanOut: api.lognormal(4, 1, { decimals: null }),
    correlation: 0.3,
  }),
  line: api.within('owner', api.sequence()),
  stated: api.fromStatistics(statistics, api.template('s{n:4}')),
  range: api.fromStatistics({ distinct: 900, histogramBounds: [0, 0.5, 10, 1000], correlation: -0.8 }),
  sku: api.distinct(200, api.template('SKU-{n}'), { skew: api.zipf(1), correlation: 0.9 }),
  ...api.joint(
    ['city', 'zip'],
    api.pool(90, (faker) => ({ city: faker.location.city(), zip: faker.string.numeric(5) })),
  ),
  region: api.given('sku', { 'SKU-1': api.constant('north') }, api.oneOf(['east', 'west'])),
  kind: api.oneOf({ a: 3, b: 2, c: 1 }, { correlation: 0.7 }),
  blend: api.mixture([
    [3, api.uniform(1, 9)],
    [1, api.constant(null)],
  ]),
  ...api.combinations({
    day: api.uniform(1, 365),
    slot: api.oneOf(['am', 'pm', 'night']),
    seat: api.uniform(1, 90),
  }),
  half: api.backfilled(0.5, api.uniform(1, 9), { spread: true }),
  lost: api.orphaned(0.1, api.references(customers, 'id')),
  name: api.untidy(
    0.3,
    api.pool(50, (faker) => faker.person.fullName()),
  ),
  edge: api.edges(0.1, 'timestamptz', api.timestamps({ from: '-9 d', rhythm: 'office' })),
  raw: api.malformed(0.1, api.json({ a: api.optional(0.3, api.sequence()) })),
  blob: api.text({ length: api.uniform(1, 500), of: 'random', repeated: 0.6 }),
  key: api.uuid({ version: 7, from: '-9 d' }),
  place: api.placed(0.9, api.template('{n:6}')),
  mail: api.duplicated(
    { rate: 0.1, cluster: { 2: 3, 4: 1 }, variant: ['upper-case', 'tab'] },
    api.template('u{n}@x'),
  ),
};
const moreTypes = {
  owner: 'int4',
  line: 'int4',
  stated: 'text',
  range: 'float8',
  sku: 'text',
  city: 'text',
  zip: 'text',
  region: 'text',
  kind: 'text',
  blend: 'int4',
  day: 'int4',
  slot: 'text',
  seat: 'int4',
  half: 'int4',
  lost: 'int4',
  name: 'text',
  edge: 'timestamptz',
  raw: 'text',
  blob: 'text',
  key: 'uuid',
  place: 'text',
  mail: 'text',
};
const types = {
  id: 'int8',
  customer_id: 'int4',
  status: 'text',
  amount: 'numeric',
  height: 'float8',
  at: 'timestamptz',
  note: 'text',
  email: 'text',
  body: 'text',
  token: 'uuid',
  details: 'jsonb',
  extra: 'bool',
};
const rows = 5_000;

function hash({ encoder }: PreparedTable, batch = 512): string {
  const digest = createHash('sha256');
  for (let first = 0; first < rows; first += batch) {
    const { into, at } = encoder.encode(first, Math.min(batch, rows - first), Buffer.alloc(16), 0);
    digest.update(into.subarray(0, at));
  }
  return digest.digest('hex');
}

suite('determinism', ({ test }) => {
  const orders = api.defineTable('public.orders', columns);
  const tables = [orders.rows(rows), customers.rows(300)];
  const others = [api.defineTable('public.others', more).rows(rows), customers.rows(300)];

  test('the same declaration gives the same bytes, today and tomorrow', () => {
    assert.is(hash(prepare(tables, types)), hash(prepare(tables, types)));
    assert.is(
      hash(prepare(tables, types)),
      'd866b40171928954ba1b01b85cd4b558617989d31dca50716a8936a71f9b1911',
    );
  });
  test('so do the kinds of columns that came later', () => {
    assert.is(
      hash(prepare(others, moreTypes)),
      '2c73fda0d1b0c4cd0fe5599424cc34399900e4e5f0ebdbbc1c1078e0031c26ec',
    );
  });
  test('the size of a batch changes nothing', () => {
    assert.is(hash(prepare(tables, types), 64), hash(prepare(tables, types), 512));
    assert.is(hash(prepare(others, moreTypes), 64), hash(prepare(others, moreTypes), 512));
  });
  test('another seed gives other bytes', () => {
    assert.is.not(hash(prepare(tables, types, 2)), hash(prepare(tables, types, 1)));
  });
  test('an added column changes no other', () => {
    const wider = api.defineTable('public.orders', { extra: api.boolean(), ...columns });
    for (const column of Object.keys(columns))
      assert.equal(
        valuesOf([wider.rows(600), customers.rows(300)], column),
        valuesOf([orders.rows(600), customers.rows(300)], column),
        column,
      );
  });
  test('nor does it change one of the later kinds', () => {
    const narrow = api.defineTable('public.others', more);
    const wider = api.defineTable('public.others', { extra: api.boolean(), ...more });
    for (const column of Object.keys(more))
      assert.equal(
        valuesOf([wider.rows(600), customers.rows(150)], column),
        valuesOf([narrow.rows(600), customers.rows(150)], column),
        column,
      );
  });
  test('a wrapper that adds NULL keeps the values', () => {
    const plain = valuesOf([api.defineTable('public.t', { c: api.uniform(1, 1e9) }).rows(500)], 'c');
    const holed = valuesOf(
      [api.defineTable('public.t', { c: api.nullable(0.3, api.uniform(1, 1e9)) }).rows(500)],
      'c',
    );
    assert.ok(holed.some((value) => value === null));
    assert.ok(holed.every((value, i) => value === null || value === plain[i]));
  });
});
