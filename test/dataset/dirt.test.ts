import * as api from '../../src/index.ts';
import { assert, suite } from '../support/suite.ts';
import { valuesOf } from '../support/tables.ts';

const column = (declaration: api.AnyColumn, rows: number) =>
  valuesOf([api.defineTable('public.t', { c: declaration }).rows(rows)], 'c');
const countOf = (values: readonly unknown[], holds: (value: never) => boolean) =>
  values.filter((value) => holds(value as never)).length;
const near = (found: number, expected: number, within: number) =>
  assert.ok(Math.abs(found - expected) <= within, `${found} is not within ${within} of ${expected}`);

suite('dirt', ({ test }) => {
  test('clusters of duplicates have the sizes asked for', () => {
    const values = column(
      api.duplicated({ rate: 0.1, cluster: { 2: 80, 5: 20 } }, api.template('u{n}')),
      20_000,
    );
    const counts = new Map<unknown, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    const sizes = [...counts.values()];
    assert.equal([...new Set(sizes)].sort(), [1, 2, 5]);
    near(values.length - counts.size, 2000, 5);
    near(sizes.filter((size) => size === 2).length / sizes.filter((size) => size === 5).length, 4, 0.1);
  });
  test('copies may be untidy in named ways', () => {
    const values = column(
      api.duplicated({ rate: 0.2, variant: ['upper-case', 'trailing-space'] }, api.template('u{n}')),
      1000,
    ) as string[];
    near(
      countOf(values, (value: string) => value !== value.trim() || value !== value.toLowerCase()),
      200,
      0,
    );
    assert.is(new Set(values).size, 1000);
    assert.is(new Set(values.map((value) => value.trim().toLowerCase())).size, 800);
  });
  test('a share of texts is untidy, each way as often as the others', () => {
    const values = column(
      api.untidy(0.4, api.constant('Öl und Essig'), [
        'no-break-space',
        'decomposed',
        'homoglyph',
        'upper-case',
      ]),
      20_000,
    ) as string[];
    near(
      countOf(values, (value: string) => value === 'Öl und Essig'),
      12_000,
      300,
    );
    for (const variant of ['Öl\u00a0und Essig', 'O\u0308l und Essig', 'Öl und Еssig', 'ÖL UND ESSIG'])
      near(
        countOf(values, (value: string) => value === variant),
        2000,
        200,
      );
  });
  test('every way to be untidy changes a text that it can change', () => {
    const ways = [
      'leading-space',
      'trailing-space',
      'double-space',
      'tab',
      'newline',
      'zero-width-space',
      'lower-case',
    ] as const;
    for (const way of ways)
      assert.is.not(column(api.untidy(1, api.constant('Ada Lovelace'), [way]), 1)[0], 'Ada Lovelace', way);
    assert.is(column(api.untidy(1, api.constant('ada'), ['lower-case', 'upper-case']), 1)[0], 'ADA');
  });
  test('references of a share of rows lead nowhere, and NULL stays', () => {
    const parent = api.defineTable('public.p', {
      id: api.sequence(),
      token: api.uuid(),
      code: api.template('p{n}'),
    });
    const child = api.defineTable('public.c', {
      id: api.orphaned(0.1, api.nullable(0.5, api.references(parent, 'id'))),
      token: api.orphaned(0.1, api.references(parent, 'token')),
      code: api.orphaned(0.1, api.references(parent, 'code')),
    });
    for (const name of ['id', 'token', 'code']) {
      const known = new Set(valuesOf([parent.rows(500)], name));
      const values = valuesOf([child.rows(10_000), parent.rows(500)], name);
      const nulls = countOf(values, (value) => value === null);
      near(nulls, name === 'id' ? 5000 : 0, 200);
      near(
        countOf(values, (value) => value !== null && !known.has(value)),
        (10_000 - nulls) * 0.1,
        120,
      );
    }
  });
  test('values at the edges come at their share', () => {
    const numbers = column(api.edges(0.1, 'integer', api.uniform(1, 9)), 8_000) as number[];
    near(
      countOf(numbers, (value: number) => value === 2_147_483_647),
      200,
      50,
    );
    near(
      countOf(numbers, (value: number) => value >= 1 && value <= 9),
      7200,
      100,
    );
    const texts = column(api.edges(1, { varchar: 3 }, api.constant('a')), 500) as string[];
    assert.equal([...new Set(texts)].sort(), ['', ' ', 'xxx', 'üüü', '😀😀😀']);
  });
  test('a backfill stops half-way, by the order of the rows or anywhere', () => {
    const halves = api.backfilled(0.6, api.sequence());
    assert.equal(column(halves, 5), [1, 2, 3, null, null]);
    const table = api.defineTable(
      'public.t',
      { total: api.uniform(1, 100) },
      {
        cents: api.backfilled(
          0.25,
          api.derived(({ total }: { total: number }) => total * 100),
          { before: api.constant(0), spread: true },
        ),
      },
    );
    const [totals, cents] = [
      valuesOf([table.rows(1000)], 'total'),
      valuesOf([table.rows(1000)], 'cents'),
    ] as number[][];
    assert.is(
      countOf(cents!, (value: number) => value > 0),
      250,
    );
    assert.ok(cents!.every((value, i) => value === 0 || value === totals![i]! * 100));
    assert.ok(countOf(cents!.slice(500), (value: number) => value > 0) > 90);
  });
  test('a share of the JSON is malformed', () => {
    const values = column(
      api.malformed(0.3, api.json({ id: api.sequence(), name: api.constant('Ada') })),
      10_000,
    ) as string[];
    const broken = values.filter((value) => {
      try {
        return typeof JSON.parse(value) !== 'object';
      } catch {
        return true;
      }
    });
    near(broken.length, 3000, 150);
    for (const accident of ['', '[object Object]', 'undefined']) assert.ok(broken.includes(accident));
    assert.ok(broken.some((value) => value.includes("'Ada'")) && broken.some((value) => /,\}$/.test(value)));
  });
});
