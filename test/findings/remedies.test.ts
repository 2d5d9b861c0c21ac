import { remedyFor } from '../../src/findings/remedies.ts';
import { assert, suite } from '../support/suite.ts';

const cases: readonly (readonly [string, RegExp])[] = [
  ['ALTER TABLE orders ALTER COLUMN region SET NOT NULL', /NOT VALID.*VALIDATE CONSTRAINT/],
  ['ALTER TABLE orders ALTER id TYPE bigint', /column of the new type/],
  ['ALTER TABLE orders ALTER COLUMN "order id" SET DATA TYPE bigint', /column of the new type/],
  ['ALTER TABLE orders ADD COLUMN region text NOT NULL DEFAULT f()', /without the default/],
  ['ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email)', /UNIQUE INDEX CONCURRENTLY/],
  ['ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers', /NOT VALID/],
  ['CREATE INDEX orders_region_idx ON orders (region)', /CREATE INDEX CONCURRENTLY/],
  ['REINDEX TABLE orders', /REINDEX … CONCURRENTLY/],
  ['UPDATE orders SET region = $1', /in batches/],
  ['VACUUM (FULL, ANALYZE) orders', /pg_repack/],
  ['REFRESH MATERIALIZED VIEW daily', /CONCURRENTLY/],
  ['DROP TRIGGER t ON orders', /lock_timeout/],
];

suite('remedies', ({ test }) => {
  for (const [sql, expected] of cases) {
    test(`of ${sql}`, () => assert.match(remedyFor(sql, 18), expected));
  }
  test('a server before 18 has no NOT NULL that is not valid yet', () => {
    const sql = 'ALTER TABLE orders ALTER region SET NOT NULL';
    assert.match(remedyFor(sql, 17), 'CHECK (column IS NOT NULL) NOT VALID');
    assert.not.match(remedyFor(sql, 18), 'CHECK');
  });
});
