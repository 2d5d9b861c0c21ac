import { arrangement } from '../../src/dataset/random/arrangement.ts';
import { fanOutCounts } from '../../src/dataset/random/fanOutCounts.ts';
import { keyOf } from '../../src/dataset/random/Key.ts';
import { evenMasses, type Masses } from '../../src/dataset/random/Masses.ts';
import { mulDiv } from '../../src/dataset/random/mulDiv.ts';
import { NullRows } from '../../src/dataset/random/NullRows.ts';
import { placement } from '../../src/dataset/random/Placement.ts';
import { segmentedMasses } from '../../src/dataset/random/segmentedMasses.ts';
import { massesOf, skewedMasses, zipfCounts } from '../../src/dataset/random/skewedMasses.ts';
import { histogramOf } from '../../src/dataset/values/histogram.ts';
import { Random } from '../support/random.ts';
import { assert, suite } from '../support/suite.ts';

const random = new Random(7);
const draw = () => random.between(0, 1);
const whole = (from: number, to: number) => random.whole(from, to);
const key = keyOf('test');

/** Positions 0 … total − 1 belong to ascending values, from `startOf` on, and no value has more than `most`. */
function checkMasses(masses: Masses, what: string): number[] {
  const counts = new Array<number>(masses.size).fill(0);
  let last = 0;
  for (let position = 0; position < masses.total; position++) {
    const value = masses.valueAt(position);
    assert.ok(
      value >= last && value < masses.size,
      `${what}: position ${position} has ${value} after ${last}`,
    );
    if (counts[value] === 0) assert.is(masses.startOf(value), position, `${what}: start of ${value}`);
    counts[value]!++;
    last = value;
  }
  assert.is(Math.max(...counts), masses.most, `${what}: most`);
  return counts;
}

suite('whole numbers behind the distributions', ({ test }) => {
  test('a product is divided without rounding', () => {
    for (let i = 0; i < 20_000; i++) {
      const [a, b, c] = [whole(0, 2 ** 31 - 1), whole(0, 2 ** 31 - 1), whole(1, 2 ** 31 - 1)];
      assert.is(mulDiv(a, b, c), Number((BigInt(a) * BigInt(b)) / BigInt(c)), `${a}·${b}/${c}`);
    }
    const most = 2 ** 31 - 1;
    assert.is(mulDiv(most, most, most), most);
  });
  test('NULLs are as many as asked for, and the others know their number', () => {
    for (let i = 0; i < 300; i++) {
      const rows = whole(1, 400);
      const nulls = whole(0, rows);
      const rowsWithNull = new NullRows(rows, nulls, keyOf('nulls', i));
      let present = 0;
      for (let row = 0; row < rows; row++) {
        assert.is(rowsWithNull.index(row), present, `${rows} rows, ${nulls} NULL, row ${row}`);
        if (!rowsWithNull.isNull(row)) present++;
      }
      assert.is(present, rows - nulls, `${rows} rows, ${nulls} NULL`);
    }
  });
  test('even masses differ by one row', () => {
    for (let i = 0; i < 100; i++) {
      const size = whole(1, 300);
      const counts = checkMasses(evenMasses(size, whole(size, 2_000)), 'even');
      assert.ok(Math.max(...counts) - Math.min(...counts) <= 1);
    }
  });
  test('segments have the rows that they are given', () => {
    for (let i = 0; i < 100; i++) {
      const segments = Array.from({ length: whole(1, 9) }, () => {
        const size = whole(0, 20);
        return { size, rows: size === 0 ? 0 : whole(size, 60) };
      });
      if (segments.every(({ size }) => size === 0)) continue;
      const counts = checkMasses(segmentedMasses(segments), 'segments');
      let first = 0;
      for (const { size, rows } of segments) {
        const some = counts.slice(first, first + size);
        assert.is(
          some.reduce((sum, count) => sum + count, 0),
          rows,
        );
        if (size > 0) assert.ok(Math.max(...some) - Math.min(...some) <= 1);
        first += size;
      }
    }
  });
  test('skewed masses add up, and leave no value out', () => {
    for (let i = 0; i < 60; i++) {
      const size = whole(2, 200);
      const total = whole(size, 3_000);
      const exponent = 0.2 + draw() * 2;
      const counts = checkMasses(skewedMasses(size, total, { exponent }, keyOf('skew', i)), 'skewed');
      assert.ok(Math.min(...counts) >= 1);
      const law = zipfCounts(size, total, exponent);
      assert.is(
        law.reduce((sum, count) => sum + count, 0),
        total,
      );
      // Rounding sums may let a rarer value have one more.
      assert.ok(law.every((count, rank) => rank === 0 || count <= law[rank - 1]! + 1));
    }
  });
  test('children of a fan-out add up, and the shares of parents stay', () => {
    for (let i = 0; i < 200; i++) {
      const parents = whole(20, 500);
      const histogram = [
        [0, draw()],
        [1, draw() + 0.1],
        [3, draw()],
        [whole(5, 40), draw()],
      ] as [number, number][];
      const sum = histogram.reduce((all, [, weight]) => all + weight, 0);
      const mean = histogram.reduce((all, [count, weight]) => all + count * weight, 0) / sum;
      const children = Math.round(parents * mean * (0.92 + draw() * 0.16));
      const countOf = fanOutCounts(histogram, parents, children);
      const counts = Array.from({ length: parents }, (_, rank) => countOf(rank));
      assert.is(
        counts.reduce((all, count) => all + count, 0),
        children,
      );
      assert.is(counts.filter((count) => count === 0).length, Math.round((histogram[0]![1] / sum) * parents));
    }
  });
  test('every placement is a bijection that can be gone back', () => {
    for (const correlation of [1, 0.99, 0.9, 0.75, 0.74, 0.3, 0.001, 0, -0.2, -0.8, -1])
      for (const rows of [1, 2, 33, 1000, 5_000]) {
        const masses = massesOf(4, (value) =>
          Math.max(0, Math.min(rows - value * Math.ceil(rows / 4), Math.ceil(rows / 4))),
        );
        for (const way of [
          placement,
          (...[n, rho, k, there]: Parameters<typeof placement>) => arrangement(n, masses.ties, rho, k, there),
        ]) {
          const [forth, back] = [way(rows, correlation, key, 'forth'), way(rows, correlation, key, 'back')];
          const places = new Set<number>();
          for (let row = 0; row < rows; row++) {
            places.add(forth(row));
            assert.is(back(forth(row)), row, `${correlation} of ${rows}`);
          }
          assert.is(places.size, rows);
          assert.ok(Math.max(...places) < rows);
        }
      }
  });
  test('values between bounds are distinct, ascending, and where they are said to be', () => {
    for (let i = 0; i < 200; i++) {
      const bounds = Array.from({ length: whole(2, 8) }, () => whole(-500, 500)).sort((a, b) => a - b);
      const taken = [whole(-500, 500), whole(-500, 500)].filter((value) => !bounds.includes(value));
      const common = [...new Set(taken)];
      const rows = whole(1, 400);
      const histogram = histogramOf(bounds, common, whole(1, rows), rows);
      const size = histogram.buckets.reduce((sum, bucket) => sum + bucket.size, 0);
      assert.is(
        histogram.buckets.reduce((sum, bucket) => sum + bucket.rows, 0),
        size === 0 ? 0 : rows,
      );
      assert.ok(histogram.buckets.every((bucket) => bucket.rows >= bucket.size));
      const values = Array.from({ length: size }, (_, k) => Number(histogram.at(k)));
      for (const [k, value] of values.entries()) {
        assert.ok(value >= bounds[0]! && value <= bounds.at(-1)! && !common.includes(value));
        assert.ok(k === 0 || value > values[k - 1]!, `${values}`);
      }
      for (const value of common)
        assert.is(
          histogram.before(value),
          values.filter((other) => other < value).length,
          `${bounds}: ${value}`,
        );
    }
  });
});
