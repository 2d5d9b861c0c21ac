import { relation } from '../fixtures/evidence/build.ts';
import { advisedFor } from '../support/remedies.ts';
import { assert, suite } from '../support/suite.ts';

const words: readonly (readonly [string, RegExp])[] = [
  ['ALTER TABLE orders ALTER id TYPE bigint', /column of the new type/],
  ['ALTER TABLE orders ALTER COLUMN "order id" SET DATA TYPE bigint', /column of the new type/],
  ['UPDATE orders SET region = $1', /in batches/],
  ['INSERT INTO orders SELECT * FROM old_orders', /in batches/],
  ['DO $$ BEGIN UPDATE orders SET a = 1; END $$', /in batches/],
  ['VACUUM (FULL, ANALYZE) orders', /pg_repack/],
  ['CLUSTER orders USING orders_pkey', /pg_repack/],
  ['ALTER TABLE orders SET TABLESPACE fast', /pg_repack/],
  ['VACUUM orders', /lock_timeout/],
  ['DROP TRIGGER t ON orders', /lock_timeout/],
  ['ALTER TABLE orders ADD COLUMN region text', /lock_timeout/],
  ['CREATE INDEX CONCURRENTLY i ON orders (region)', /lock_timeout/],
  ['ALTER TABLE orders ADD COLUMN total int GENERATED ALWAYS AS (a + b) STORED', /VIRTUAL/],
  ['ALTER TABLE orders ADD EXCLUDE USING gist (a WITH =)', /maintenance window/],
];

const sequences: readonly (readonly [string, readonly string[]])[] = [
  [
    'ALTER TABLE shop.orders ALTER COLUMN "Region" SET NOT NULL',
    [
      'ALTER TABLE shop.orders ADD CONSTRAINT "orders_Region_not_null" NOT NULL "Region" NOT VALID;',
      'ALTER TABLE shop.orders VALIDATE CONSTRAINT "orders_Region_not_null";',
    ],
  ],
  [
    "ALTER TABLE orders ADD COLUMN IF NOT EXISTS key uuid DEFAULT gen_random_uuid() CHECK (key <> '')",
    [
      'ALTER TABLE orders ADD COLUMN key uuid;',
      'ALTER TABLE orders ALTER COLUMN key SET DEFAULT gen_random_uuid();',
    ],
  ],
  [
    'ALTER TABLE orders ADD FOREIGN KEY (a, b) REFERENCES c ON DELETE CASCADE',
    [
      'ALTER TABLE orders ADD CONSTRAINT orders_a_b_fkey FOREIGN KEY (a, b) REFERENCES c ON DELETE CASCADE NOT VALID;',
      'ALTER TABLE orders VALIDATE CONSTRAINT orders_a_b_fkey;',
    ],
  ],
  [
    'ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email)',
    [
      'CREATE UNIQUE INDEX CONCURRENTLY users_email_key ON users (email);',
      'ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE USING INDEX users_email_key;',
    ],
  ],
  [
    'CREATE UNIQUE INDEX IF NOT EXISTS i ON orders (region)',
    ['CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON orders (region);'],
  ],
  ['DROP INDEX IF EXISTS a.i', ['DROP INDEX CONCURRENTLY a.i;']],
  ['REINDEX (VERBOSE) TABLE orders', ['REINDEX (VERBOSE) TABLE CONCURRENTLY orders;']],
  ['REFRESH MATERIALIZED VIEW daily', ['REFRESH MATERIALIZED VIEW CONCURRENTLY daily;']],
  ['ALTER TABLE p DETACH PARTITION q', ['ALTER TABLE p DETACH PARTITION q CONCURRENTLY;']],
  [
    'ALTER DOMAIN email ADD CONSTRAINT lower CHECK (value = lower(value))',
    [
      'ALTER DOMAIN email ADD CONSTRAINT lower CHECK (value = lower(value)) NOT VALID;',
      'ALTER DOMAIN email VALIDATE CONSTRAINT lower;',
    ],
  ],
];

suite('remedies', ({ test }) => {
  for (const [sql, expected] of words)
    test(`of ${sql}`, async () => assert.match((await advisedFor(sql)).words, expected));
  for (const [sql, expected] of sequences)
    test(`the sequence in place of ${sql}`, async () => assert.equal((await advisedFor(sql)).sql, expected));

  test('a server before 18 has no NOT NULL that is not valid yet', async () => {
    const { sql } = await advisedFor('ALTER TABLE orders ALTER region SET NOT NULL', 17);
    assert.is(
      sql[0],
      'ALTER TABLE orders ADD CONSTRAINT orders_region_present CHECK (region IS NOT NULL) NOT VALID;',
    );
    assert.is(sql.length, 4);
  });
  test('an index of a partitioned table is built partition by partition', async () => {
    const parts = relation(1, 'public.parts', { kind: 'p' });
    const { sql } = await advisedFor('CREATE INDEX i ON parts (a)', 18, [parts]);
    assert.is(sql[0], 'CREATE INDEX i ON ONLY parts (a);');
  });
  test('a name in quotes is not taken for the word in it', async () => {
    const parts = relation(1, 'public.parts', { kind: 'p' });
    const { sql } = await advisedFor('CREATE UNIQUE INDEX IF NOT EXISTS "on x" ON parts (a)', 18, [parts]);
    assert.is(sql[0], 'CREATE UNIQUE INDEX IF NOT EXISTS "on x" ON ONLY parts (a);');
  });
  test('what cannot be done CONCURRENTLY is not advised', async () => {
    for (const text of ['REINDEX SYSTEM shop', 'DROP INDEX i CASCADE', 'VACUUM (FULL false) orders'])
      assert.equal((await advisedFor(text)).sql, [], text);
  });
  test('constraints of an added column are not forgotten', async () => {
    const { words } = await advisedFor('ALTER TABLE a ADD COLUMN b int DEFAULT f() REFERENCES c');
    assert.match(words, 'Its other constraints come after that');
  });
  test('commands that one statement joins get statements of their own', async () => {
    const { words, sql } = await advisedFor('ALTER TABLE a ALTER b SET NOT NULL, ADD CHECK (b > 0)');
    assert.match(words, /^Give each of its 2 commands a statement of its own/);
    assert.is(sql.length, 4);
  });
  test('of a constraint that is not validated yet there is no other than to bound the wait', async () => {
    const { words, sql } = await advisedFor('ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID');
    assert.match(words, /lock_timeout/);
    assert.equal(sql, []);
  });
});
