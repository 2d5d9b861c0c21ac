import { projectionOf } from '../../src/analysis/projection.ts';
import { statOf } from '../../src/analysis/statOf.ts';
import { assert, suite } from '../support/suite.ts';

const duration = statOf([1000, 1200]);
/** One statement that takes all of it. */
const on = (...relations: string[]) => [{ durationMs: duration, relations }];
const rehearsed = new Map([
  ['public.orders', 2_000_000],
  ['public.customers', 200_000],
]);

suite('projectionOf', ({ test }) => {
  test('it is in proportion to the rows at least, and as n log n at most', () => {
    const found = projectionOf(duration, on('public.orders'), rehearsed, { 'public.orders': 14_000_000 });
    const growth = Math.log(14_000_000) / Math.log(2_000_000);
    assert.equal(found, { rows: 14_000_000, multiplier: 7, lowMs: 7000, highMs: 8400 * growth });
  });
  test('of several tables the one that grows most counts', () => {
    const production = { 'public.orders': 14_000_000, 'public.customers': 100_000_000 };
    const found = projectionOf(duration, on('public.customers', 'public.orders'), rehearsed, production);
    assert.equal([found?.rows, found?.multiplier], [100_000_000, 500]);
  });
  test('fewer rows in production make it shorter, and its range never turns round', () => {
    const found = projectionOf(duration, on('public.orders'), rehearsed, { 'public.orders': 1_000_000 });
    assert.equal(found, { rows: 1_000_000, multiplier: 0.5, lowMs: 500, highMs: 1200 });
  });
  test('at least, a statement that works on no rows takes no longer', () => {
    const fixed = { durationMs: statOf([900, 900]), relations: [] };
    const scan = { durationMs: statOf([100, 300]), relations: ['public.orders'] };
    const found = projectionOf(duration, [scan, fixed], rehearsed, { 'public.orders': 14_000_000 });
    assert.is(found?.lowMs, 1600);
  });
  test('there is none without production’s rows, without a table, or without a duration', () => {
    const production = { 'public.orders': 14_000_000 };
    assert.equal(
      [
        projectionOf(duration, on('public.orders'), rehearsed, null),
        projectionOf(duration, on('public.orders'), rehearsed, {}),
        projectionOf(duration, [], rehearsed, production),
        projectionOf(statOf([]), on('public.orders'), rehearsed, production),
        projectionOf(duration, on('public.orders'), new Map(), production),
      ],
      [null, null, null, null, null],
    );
  });
});
