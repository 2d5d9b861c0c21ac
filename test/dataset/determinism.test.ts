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

  test('the same declaration gives the same bytes, today and tomorrow', () => {
    assert.is(hash(prepare(tables, types)), hash(prepare(tables, types)));
    assert.is(
      hash(prepare(tables, types)),
      '96c6a5ced06fe5c21ce4ac7e833cc47d50565cf14963f9599bb5f1b262bb0e42',
    );
  });
  test('the size of a batch changes nothing', () => {
    assert.is(hash(prepare(tables, types), 64), hash(prepare(tables, types), 512));
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
