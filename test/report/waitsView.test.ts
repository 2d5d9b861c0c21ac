import { waitsView } from '../../src/report/view/waitsView.ts';
import { migration, wait } from '../fixtures/result/build.ts';
import { assert, suite } from '../support/suite.ts';

const shown = (...waits: ReturnType<typeof wait>[]) => waitsView(migration('0002_a', { waits }));

suite('the waits of a migration, as the report shows them', ({ test }) => {
  test('are none where nobody waited', () => assert.is(shown(), null));
  test('say who waited for what, behind whom, and how it ended', () => {
    const behind = [
      { role: 'longTransaction', name: 'pg_dump', statement: null } as const,
      { role: 'migration', name: '0002_a', statement: 3 } as const,
    ];
    const { at, who, what, behind: front, end } = shown(wait({ behind, end: 'timeout' }))!.rows[0]!;
    assert.equal(
      [at, who, what, front, end],
      [
        '10 ms',
        'traffic orders-of-customer',
        'ACCESS SHARE on public.orders',
        'long transaction pg_dump, statement 3',
        'gave up',
      ],
    );
  });
  test('name another migration by its id', () => {
    const behind = [{ role: 'migration', name: '0001_b', statement: 2 } as const];
    assert.is(shown(wait({ behind }))!.rows[0]!.behind, '0001_b, statement 2');
  });
  test('tell a row from its table', () => {
    const { what } = shown(wait({ target: 'transaction', mode: 'ShareLock' }))!.rows[0]!;
    assert.is(what, 'SHARE on a row of public.orders');
  });
  test('of many are the longest, in the order in which they began', () => {
    const many = Array.from({ length: 90 }, (_, i) =>
      wait({ maxMs: i, window: { startMs: 90 - i, endMs: 99 } }),
    );
    const { rows, more } = shown(...many)!;
    assert.is(rows.length, 60);
    assert.is(rows[0]!.longest, '30 ms');
    assert.match(more, '60 longest of 90');
  });
});
