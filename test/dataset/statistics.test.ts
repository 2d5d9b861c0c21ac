import * as api from '../../src/index.ts';
import { assert, suite } from '../support/suite.ts';
import { valuesOf } from '../support/tables.ts';

const column = (declaration: api.AnyColumn, rows: number) =>
  valuesOf([api.defineTable('public.t', { c: declaration }).rows(rows)], 'c');

function counted(values: readonly unknown[]): Map<unknown, number> {
  const counts = new Map<unknown, number>();
  for (const value of values) {
    const identity = value instanceof Date ? value.getTime() : value;
    counts.set(identity, (counts.get(identity) ?? 0) + 1);
  }
  return counts;
}

suite('columns from statistics', ({ test }) => {
  test('NULLs, distinct values and common values come in exact numbers', () => {
    const values = column(
      api.fromStatistics(
        { nullFraction: 0.25, distinct: 700, mostCommonFrequencies: [0.2, 0.1, 0.05], correlation: 0.4 },
        api.template('v{n:4}'),
      ),
      40_000,
    );
    const counts = counted(values);
    assert.is(counts.get(null), 10_000);
    counts.delete(null);
    assert.is(counts.size, 700);
    const sorted = [...counts.values()].sort((a, b) => b - a);
    assert.equal(sorted.slice(0, 3), [8000, 4000, 2000]);
    // 16,000 rows are left for 697 values.
    assert.equal([...new Set(sorted.slice(3))].sort(), [22, 23]);
  });
  test('a negative number of distinct values is a share of the rows', () => {
    const unique = api.fromStatistics({ distinct: -1, correlation: -0.5 }, api.sequence());
    assert.is(counted(column(unique, 5_000)).size, 5_000);
    const half = api.fromStatistics({ distinct: -0.5, nullFraction: 0.1 }, api.sequence());
    assert.is(counted(column(half, 5_000)).size, 2_501);
  });
  test('more distinct values than rows are as many as there are rows', () => {
    const values = column(
      api.fromStatistics({ distinct: 5_000, mostCommonFrequencies: [0.3, 0.2, 0.0001] }, api.sequence()),
      100,
    );
    assert.is(values.length, 100);
    assert.ok(counted(values).size > 40);
  });
  test('common values are the ones named, and a column gives the others', () => {
    const values = column(
      api.fromStatistics(
        { distinct: 52, mostCommonFrequencies: [0.5, 0.25], mostCommonValues: ['paid', 'open'] },
        api.template('s{n}'),
      ),
      1_000,
    );
    const counts = counted(values);
    assert.equal([counts.get('paid'), counts.get('open'), counts.size], [500, 250, 52]);
  });
  test('when all values are named no others come', () => {
    const values = column(
      api.fromStatistics({
        distinct: 2,
        mostCommonFrequencies: [0.899, 0.1],
        mostCommonValues: ['f', 't'],
      }),
      1_000,
    );
    assert.equal([...counted(values)].sort(), [
      ['f', 900],
      ['t', 100],
    ]);
  });
  test('other values lie between the bounds of the histogram, as many in each bucket', () => {
    const values = column(
      api.fromStatistics({
        distinct: 203,
        mostCommonFrequencies: [0.1],
        mostCommonValues: [500],
        histogramBounds: [0, 2, 100, 1000],
        correlation: 1,
      }),
      10_000,
    ) as number[];
    const counts = counted(values);
    assert.equal([counts.get(500), Math.min(...values), Math.max(...values)], [1000, 0, 1000]);
    // The first bucket has room for 0 and 1 alone; the others share the other 200.
    assert.ok(Math.abs(values.filter((value) => value < 2).length - 3000) < 2);
    assert.ok(Math.abs(values.filter((value) => value >= 2 && value < 100).length - 3000) < 2);
    assert.is(counts.size, 203);
    assert.ok(values.every((value, i) => i === 0 || value >= values[i - 1]!));
  });
  test('bounds may be dates and texts', () => {
    const from = new Date('2026-01-01T00:00:00Z');
    const to = new Date('2026-01-03T00:00:00Z');
    const dates = column(api.fromStatistics({ distinct: 97, histogramBounds: [from, to] }), 970) as Date[];
    assert.is(counted(dates).size, 97);
    assert.is(Math.max(...dates.map(Number)), to.getTime());
    const texts = column(
      api.fromStatistics({ distinct: 50, histogramBounds: ['a', 'm', 'z'], correlation: 1 }),
      500,
    ) as string[];
    assert.is(counted(texts).size, 50);
    assert.is(texts.filter((text) => text < 'm').length, 250);
  });
  test('references name as many parents as the statistics say', () => {
    const parents = api.defineTable('public.p', { id: api.sequence() });
    const children = api.defineTable('public.c', {
      p: api.fromStatistics(
        { distinct: 300, nullFraction: 0.5, mostCommonFrequencies: [0.1], correlation: 1 },
        api.references(parents, 'id', { once: true, correlation: 1 }),
      ),
    });
    const values = valuesOf([children.rows(4_000), parents.rows(1_000)], 'p').filter(
      (value) => value !== null,
    ) as number[];
    assert.is(counted(values).size, 300);
    assert.ok(values.every((value, i) => i === 0 || value >= values[i - 1]!));
    assert.ok(values.at(-1)! > 990 && values[0] === 1);
  });
  test('a number of distinct values is kept, in the head and in the tail', () => {
    const counts = [
      ...counted(column(api.distinct(500, api.template('p{n}'), { skew: api.zipf(1.2) }), 20_000)).values(),
    ].sort((a, b) => b - a);
    assert.is(counts.length, 500);
    assert.ok(counts[0]! > 4_500 && counts[0]! < 6_000, `${counts[0]}`);
    assert.ok(counts.at(-1)! >= 1 && counts.at(-1)! <= 4);
  });
});
