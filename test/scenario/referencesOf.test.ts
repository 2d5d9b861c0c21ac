import type { Production, ProductionColumn } from '../../src/scenario/production/Production.ts';
import { referencesOf } from '../../src/scenario/production/referencesOf.ts';
import { statisticsOf } from '../../src/scenario/production/statisticsOf.ts';
import { production } from '../fixtures/production/build.ts';
import { assert, suite } from '../support/suite.ts';

const bytes = { heap: 0, toast: 0, indexes: 0 };

/** A million orders of `parents` customers, and what is known of the column that refers to them. */
function orders(column: Partial<ProductionColumn>, parents = 1000, fanOut?: object): Production {
  return production({
    tables: {
      'public.customers': { kind: 'table', rows: parents, bytes, columns: {} },
      'public.orders': {
        kind: 'table',
        rows: 1_000_000,
        bytes,
        columns: { customer_id: { type: 'bigint', nullFrac: 0, nDistinct: 1000, ...column } },
        foreignKeys: {
          key: {
            columns: ['customer_id'],
            references: 'public.customers',
            referencedColumns: ['id'],
            ...(fanOut ? { fanOut: fanOut as never } : {}),
          },
        },
      },
    },
  });
}
const of = (known: Production) => referencesOf(known, 'public.orders', 'customer_id', 'public.customers')!;

/** The first shares of a Zipf distribution. */
function zipfShares(exponent: number, values: number, first: number): number[] {
  const masses = Array.from({ length: values }, (_, i) => (i + 1) ** -exponent);
  const sum = masses.reduce((total, mass) => total + mass, 0);
  return masses.slice(0, first).map((mass) => mass / sum);
}

suite('what production.json says of references', ({ test }) => {
  test('the exponent that made the common values is found again', () => {
    for (const exponent of [0.3, 0.8, 1, 1.4, 2.2]) {
      for (const values of [1000, 200_000]) {
        const found = of(
          orders({ nDistinct: values, mostCommonFreqs: zipfShares(exponent, values, 100) }, values),
        );
        assert.ok(Math.abs(found.exponent - exponent) < 0.01, `${found.exponent} instead of ${exponent}`);
      }
    }
  });
  test('also where every value is a common one', () => {
    const found = of(orders({ nDistinct: 8, mostCommonFreqs: zipfShares(1.2, 8, 8) }, 8));
    assert.ok(Math.abs(found.exponent - 1.2) < 0.01, `${found.exponent}`);
  });
  test('and among the rows that are not NULL', () => {
    const shares = zipfShares(1.1, 1000, 100).map((share) => share * 0.4);
    const found = of(orders({ nullFrac: 0.6, mostCommonFreqs: shares }));
    assert.ok(Math.abs(found.exponent - 1.1) < 0.01, `${found.exponent}`);
    assert.is(found.nullFraction, 0.6);
  });
  test('without common values, all parents are alike', () => {
    assert.is(of(orders({})).exponent, 0);
  });
  test('a greatest number that was counted goes before a sample', () => {
    const [head] = zipfShares(1.5, 1000, 1);
    const fanOut = { exact: true, parentsWithChildren: 1000, max: Math.round(head! * 1_000_000) };
    const found = of(orders({ mostCommonFreqs: zipfShares(0.5, 1000, 100) }, 1000, fanOut));
    assert.ok(Math.abs(found.exponent - 1.5) < 0.01, `${found.exponent}`);
  });
  test('the share of parents without children is by production’s own numbers', () => {
    assert.is(of(orders({}, 4000)).childless, 0.75);
    assert.is(of(orders({ nDistinct: -0.0005 }, 1000)).childless, 0.5);
    assert.is(of(orders({}, 900)).childless, 0);
  });
  test('nothing is said where there are no statistics', () => {
    assert.is(
      referencesOf(orders({ nDistinct: undefined }), 'public.orders', 'customer_id', 'public.customers'),
      null,
    );
    assert.is(referencesOf(orders({}), 'public.orders', 'other', 'public.customers'), null);
  });
  test('a partitioned table that was never analyzed is known by its largest partition', () => {
    const column = (nDistinct: number, nullFrac: number) => ({ a: { type: 'int', nDistinct, nullFrac } });
    const known = production({
      tables: {
        'public.p': {
          kind: 'partitioned table',
          rows: 30,
          bytes,
          partitioned: { by: 'range', key: [], partitions: 2 },
          columns: { a: { type: 'int' } },
        },
        'public.p1': { kind: 'table', rows: 10, bytes, partitionOf: 'public.p', columns: column(5, 0.1) },
        'public.p2': { kind: 'table', rows: 20, bytes, partitionOf: 'public.p', columns: column(-0.5, 0.2) },
      },
    });
    assert.equal(statisticsOf(known, 'public.p', 'a'), { type: 'int', nullFrac: 0.2, nDistinct: -0.5 });
  });
});
