import * as api from '../../src/index.ts';
import { assert, suite } from '../support/suite.ts';
import { now, valuesOf } from '../support/tables.ts';

const column = (declaration: api.AnyColumn, rows: number) =>
  valuesOf([api.defineTable('public.t', { c: declaration }).rows(rows)], 'c');
const numbers = (declaration: api.AnyColumn, rows: number) => column(declaration, rows) as number[];
const share = (values: unknown[], of: unknown) =>
  values.filter((value) => value === of).length / values.length;
const near = (found: number, expected: number, within: number) =>
  assert.ok(Math.abs(found - expected) <= within, `${found} is not within ${within} of ${expected}`);

/** Of a permutation of 1 … n with the order of the rows. */
function rankCorrelation(values: number[]): number {
  const n = values.length;
  const squares = values.reduce((sum, value, row) => sum + (value - 1 - row) ** 2, 0);
  return 1 - (6 * squares) / (n * (n * n - 1));
}

suite('values', ({ test }) => {
  for (const correlation of [1, 0.95, 0.8, 0.5, 0.2, 0, -0.5, -0.9, -1])
    test(`a sequence with correlation ${correlation} is a bijection that is placed so`, () => {
      const values = numbers(api.sequence({ correlation }), 30_011);
      assert.is(new Set(values).size, 30_011);
      assert.is(Math.min(...values), 1);
      assert.is(Math.max(...values), 30_011);
      near(rankCorrelation(values), correlation, 0.02);
    });
  for (const rows of [1, 2, 3, 5, 17, 1000])
    test(`${rows} rows are shuffled without loss`, () => {
      assert.is(new Set(numbers(api.sequence({ correlation: 0 }), rows)).size, rows);
      assert.is(new Set(numbers(api.sequence({ correlation: 0.5 }), rows)).size, rows);
      assert.is(new Set(numbers(api.sequence({ correlation: 0.9 }), rows)).size, rows);
    });
  test('weights are shares', () => {
    const values = column(api.oneOf({ paid: 90, pending: 8, refunded: 2, never: 0 }), 100_000);
    near(share(values, 'paid'), 0.9, 0.005);
    near(share(values, 'refunded'), 0.02, 0.002);
    assert.is(share(values, 'never'), 0);
  });
  test('uniform integers reach both bounds', () => {
    const values = numbers(api.uniform(-2, 3), 60_000);
    assert.equal(
      [...new Set(values)].sort((a, b) => a - b),
      [-2, -1, 0, 1, 2, 3],
    );
    near(share(values, 3), 1 / 6, 0.01);
  });
  test('decimals are digits after the point', () => {
    for (const value of numbers(api.uniform(0, 2, { decimals: 2 }), 1000))
      assert.is(value, Number(value.toFixed(2)));
  });
  test('a normal column has its mean and deviation', () => {
    const values = numbers(api.normal(100, 15, { decimals: null }), 100_000);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    near(mean, 100, 0.2);
    near(Math.sqrt(variance), 15, 0.2);
  });
  test('bounds cut a normal column without heaping', () => {
    const values = numbers(api.normal(0, 1, { decimals: null, min: -1, max: 1 }), 50_000);
    assert.ok(values.every((value) => value >= -1 && value <= 1));
    assert.ok(share(values, 1) < 0.001);
  });
  test('half of a lognormal column lies below its median', () => {
    const values = numbers(api.lognormal(50, 1, { decimals: null }), 100_000);
    near(values.filter((value) => value < 50).length / values.length, 0.5, 0.01);
    near(values.filter((value) => value < 50 * Math.E).length / values.length, 0.8413, 0.01);
  });
  test('zipf follows its law, in the head and behind it', () => {
    const values = numbers(api.zipf(1.1, 50_000), 400_000);
    let total = 0;
    for (let k = 1; k <= 50_000; k++) total += k ** -1.1;
    near(share(values, 1), 1 / total, 0.003);
    near(share(values, 10), 10 ** -1.1 / total, 0.001);
    let tail = 0;
    for (let k = 10_001; k <= 50_000; k++) tail += k ** -1.1;
    near(values.filter((value) => value > 10_000).length / values.length, tail / total, 0.003);
    assert.ok(values.every((value) => Number.isInteger(value) && value >= 1 && value <= 50_000));
  });
  test('timestamps lie before now and grow denser', () => {
    const values = (
      column(api.timestamps({ from: '-100 d', correlation: 1, growth: 4 }), 10_000) as Date[]
    ).map(Number);
    assert.ok(values.every((value, i) => value < now && (i === 0 || value >= values[i - 1]!)));
    const middle = values.filter((value) => value < now - 50 * 86_400_000).length / values.length;
    near(middle, (0.5 + (3 * 0.25) / 2) / 2.5, 0.01);
  });
  test('a pool has distinct values, made once', () => {
    let made = 0;
    const values = column(
      api.pool(50, (faker) => `${made++ < 0}${faker.number.int(60)}`),
      20_000,
    );
    assert.is(new Set(values).size, 50);
    assert.ok(made < 2000);
  });
  test('text has the length asked for', () => {
    for (const of of ['words', 'random'] as const)
      assert.ok(
        (column(api.text({ length: 70_000, of }), 3) as string[]).every((text) => text.length === 70_000),
      );
    const lengths = (column(api.text({ length: api.uniform(5, 9) }), 500) as string[]).map(
      ({ length }) => length,
    );
    assert.equal([...new Set(lengths)].sort(), [5, 6, 7, 8, 9]);
  });
  test('templates number rows, and codes are unique', () => {
    assert.equal(column(api.template('a{n}/{n:4}'), 3), ['a1/0001', 'a2/0002', 'a3/0003']);
    assert.is(new Set(column(api.template('{code:4}'), 200_000)).size, 200_000);
    assert.is(new Set(column(api.template('{code:10}'), 50_000)).size, 50_000);
  });
  test('uuids are version 4 and unique', () => {
    const values = column(api.uuid(), 20_000) as string[];
    assert.is(new Set(values).size, 20_000);
    assert.ok(
      values.every((value) =>
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(value),
      ),
    );
  });
  test('duplicates come at their rate, in clusters', () => {
    const values = column(api.duplicated({ rate: 0.1, cluster: 3 }, api.template('u{n}')), 9_000);
    const counts = new Map<unknown, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    assert.is(values.length - counts.size, 900);
    assert.equal([...new Set(counts.values())].sort(), [1, 3]);
  });
  test('copies can vary as people write', () => {
    const values = column(
      api.duplicated({ rate: 0.2, variant: (value: string) => value.toUpperCase() }, api.template('u{n}')),
      1000,
    ) as string[];
    assert.is(values.filter((value) => value.startsWith('U')).length, 200);
    assert.is(new Set(values.map((value) => value.toLowerCase())).size, 800);
  });
  test('a share of values can be altered', () => {
    const values = column(
      api.altered(0.3, (value) => ` ${value}`, api.template('u{n}')),
      10_000,
    ) as string[];
    near(values.filter((value) => value.startsWith(' ')).length / 10_000, 0.3, 0.02);
  });
  test('json is what its columns give, or its shape', () => {
    const plain = column(
      api.json({ a: api.constant('é"'), b: api.sequence(), c: api.nullable(1, api.uuid()) }),
      12,
    );
    assert.equal(plain[11], { a: 'é"', b: 12, c: null });
    const shaped = column(
      api.json({ b: api.sequence() }, ({ b }) => ({ nested: [b, b] })),
      2,
    );
    assert.equal(shaped[1], { nested: [2, 2] });
  });
  test('a derived column reads the row and its number', () => {
    const table = api.defineTable(
      'public.t',
      { first: api.oneOf(['Ada']), n: api.sequence() },
      { c: api.derived(({ first, n }, row) => `${first}-${n}-${row}`) },
    );
    assert.equal(valuesOf([table.rows(2)], 'c'), ['Ada-1-1', 'Ada-2-2']);
  });
});

suite('references', ({ test }) => {
  const parent = api.defineTable('public.p', {
    id: api.sequence({ start: 1000, correlation: 0 }),
    code: api.template('p{n}'),
  });
  const children = (options: api.ReferenceOptions, rows: number, parents: number, column = 'c') =>
    valuesOf(
      [
        api
          .defineTable('public.c', {
            c: api.references(parent, 'id', options),
            code: api.references(parent, 'code', { together: 'c' }),
          })
          .rows(rows),
        parent.rows(parents),
      ],
      column,
    ) as number[];
  test('every value is a parent’s', () => {
    const ids = new Set(valuesOf([parent.rows(77)], 'id'));
    assert.ok(children({}, 5000, 77).every((id) => ids.has(id)));
    assert.is(new Set(children({}, 5000, 77)).size, 77);
  });
  test('a share of parents has no child', () => {
    assert.is(new Set(children({ childless: 0.25 }, 20_000, 100)).size, 75);
  });
  test('skewed parents lie anywhere in their table', () => {
    const values = children({ skew: api.zipf(1.2) }, 20_000, 1000);
    const counts = new Map<number, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 5);
    assert.ok(top[0]![1] > 3000);
    assert.ok(top.some(([id]) => id > 1300));
  });
  test('references that go together name the same row', () => {
    const ids = valuesOf([parent.rows(50)], 'id');
    const codes = valuesOf([parent.rows(50)], 'code');
    const [c, code] = [
      children({ skew: api.zipf(1) }, 500, 50),
      children({ skew: api.zipf(1) }, 500, 50, 'code'),
    ];
    assert.ok(c.every((id, i) => codes[ids.indexOf(id)] === (code[i] as unknown)));
  });
  test('a one-to-one reference names each parent once', () => {
    assert.is(new Set(children({ once: true }, 400, 500)).size, 400);
    assert.throws(() => children({ once: true }, 501, 500), /expected at most 500 rows, found 501/);
  });
  test('a crossed pair of references comes once', () => {
    const join = api.defineTable('public.j', {
      a: api.references(parent, 'id'),
      b: api.references(parent, 'code', { crossed: 'a' }),
    });
    const tables = [join.rows(20 * 20), parent.rows(20)];
    const b = valuesOf(tables, 'b');
    assert.is(new Set(valuesOf(tables, 'a').map((a, i) => `${a} ${b[i]}`)).size, 400);
  });
  test('a table may refer to itself', () => {
    const tree = api.defineTable('public.t', {
      id: api.sequence(),
      parent: api.nullable(0.5, api.selfReference('id')),
    });
    const parents = valuesOf([tree.rows(100)], 'parent') as (number | null)[];
    assert.ok(parents.includes(null) && parents.every((id) => id === null || (id >= 1 && id <= 100)));
  });
  test('two columns made of each other are refused', () => {
    const table: api.TableDeclaration = api.defineTable('public.t', {
      a: api.derived(({ b }) => b),
      b: api.derived(({ a }) => a),
    });
    assert.throws(() => valuesOf([table.rows(1)], 'a'), /column a of table public.t depends on itself/);
    const left: api.TableDeclaration = api.defineTable('public.l', { x: api.references(() => right, 'x') });
    const right: api.TableDeclaration = api.defineTable('public.r', { x: api.references(() => left, 'x') });
    assert.throws(
      () => valuesOf([left.rows(1), right.rows(1)], 'x'),
      /column x of table public.l depends on itself/,
    );
  });
  test('a parent without rows, and an unknown column, are refused', () => {
    const child = api.defineTable('public.c', { c: api.references(parent, 'id') });
    assert.throws(() => valuesOf([child.rows(1)], 'c'), /references public.p, which has no rows in data/);
    const typo = api.defineTable('public.c', { c: api.references(parent, 'cod' as 'code') });
    assert.throws(() => valuesOf([typo.rows(1), parent.rows(1)], 'c'), /public.p.cod, which is not declared/);
    const derived = api.defineTable('public.d', { c: api.derived(({ nam }) => nam), name: api.sequence() });
    assert.throws(
      () => valuesOf([derived.rows(1)], 'c'),
      /derived from nam, which the table does not declare/,
    );
  });
});
