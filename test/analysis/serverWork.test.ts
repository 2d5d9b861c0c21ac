import { Relations } from '../../src/analysis/Relations.ts';
import { serverWork } from '../../src/analysis/serverWork.ts';
import { relation, statement } from '../fixtures/evidence/build.ts';
import { assert, suite } from '../support/suite.ts';

const relations = new Relations([
  relation(1, 'public.orders'),
  relation(2, 'archive.orders'),
  relation(3, 'public."a.""b"'),
  relation(4, 'public."User"'),
  relation(5, 'pg_toast.pg_toast_1', { kind: 't', table: 'public.orders' }),
]);

type Parts = Parameters<typeof statement>[2];

function work(notices: string[], locked = [1, 3, 4, 5], parts: Parts = {}): string {
  const seen = statement(1, [0, 1], { notices, ...parts });
  const { rewrites, scans } = serverWork(seen, { during: locked, before: null }, relations);
  return `rewrites ${rewrites.join(' ') || 'nothing'}, scans ${scans.join(' ') || 'nothing'}`;
}

suite('serverWork', ({ test }) => {
  test('a rewrite', () => {
    assert.is(work(['rewriting table "orders"']), 'rewrites public.orders, scans nothing');
  });
  test('a scan that verifies a constraint', () => {
    assert.is(work(['verifying table "orders"']), 'rewrites nothing, scans public.orders');
  });
  test('an index built serially', () => {
    assert.is(
      work(['building index "i" on table "orders" serially']),
      'rewrites nothing, scans public.orders',
    );
  });
  test('an index built by parallel workers', () => {
    const messages = [1, 2].map(
      (count) =>
        `building index "i" on table "orders" with request for ${count} parallel worker${count > 1 ? 's' : ''}`,
    );
    for (const message of messages) {
      assert.is(work([message]), 'rewrites nothing, scans public.orders');
    }
  });
  test('a foreign key reads the rows of the table that is altered', () => {
    const sql = 'ALTER TABLE IF EXISTS ONLY "public"."orders" ADD FOREIGN KEY (a) REFERENCES "User"';
    assert.is(
      work(['validating foreign key constraint "orders_a_fkey"'], [1, 4], { sql }),
      'rewrites nothing, scans public.orders',
    );
  });
  test('a schema in the statement decides between two tables of one name', () => {
    const sql = 'ALTER TABLE archive.orders VALIDATE CONSTRAINT f';
    assert.is(
      work(['validating foreign key constraint "f"'], [1, 2], { sql }),
      'rewrites nothing, scans archive.orders',
    );
  });
  test('the lock decides between two tables of one name', () => {
    assert.is(work(['rewriting table "orders"'], [2]), 'rewrites archive.orders, scans nothing');
  });
  test('a table of the same name that the migration made is none that existed', () => {
    assert.is(work(['rewriting table "orders"'], [4]), 'rewrites nothing, scans nothing');
  });
  test('where the locks are not known, the name alone counts', () => {
    assert.is(
      work(['building index "i" on table "orders" serially'], [], { locksAfter: null }),
      'rewrites nothing, scans public.orders',
    );
  });
  test('quotes and dots in a name are as the server prints them', () => {
    assert.is(work(['rewriting table "a."b"']), 'rewrites public."a.""b", scans nothing');
    assert.is(work(['rewriting table "User"']), 'rewrites public."User", scans nothing');
  });
  test('the indexes that a rewrite builds anew are no work of their own', () => {
    const messages = [
      'rewriting table "orders"',
      'building index "orders_pkey" on table "orders" serially',
      'verifying table "orders"',
    ];
    assert.is(work(messages), 'rewrites public.orders, scans nothing');
  });
  test('a TOAST table is not named', () => {
    assert.is(
      work(['building index "pg_toast_1_index" on table "pg_toast_1" serially']),
      'rewrites nothing, scans nothing',
    );
  });
  test('a file that only this statement can have changed is a rewrite', () => {
    assert.is(work([], [], { newFiles: ['public.orders'] }), 'rewrites public.orders, scans nothing');
  });
  test('other messages say nothing', () => {
    const messages = [
      'existing constraints on column "orders.a" are sufficient to prove that it does not contain nulls',
      'index "orders_pkey" can safely use deduplication',
      'drop auto-cascades to type orders',
    ];
    assert.is(work(messages), 'rewrites nothing, scans nothing');
  });
});
