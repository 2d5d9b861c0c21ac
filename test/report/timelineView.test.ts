import { timelineView } from '../../src/report/view/timelineView.ts';
import { migration, stat, statement } from '../fixtures/result/build.ts';
import { hostile } from '../fixtures/result/hostile.ts';
import { lessons } from '../fixtures/result/lessons.ts';
import { assert, suite } from '../support/suite.ts';

const region = lessons.scenarios[0]!.migrations[0]!;

suite('lock timeline', ({ test }) => {
  test('has a lane for each relation and lock mode, those that block reads or writes first', () => {
    assert.equal(
      timelineView(region, 't')!.lanes.map(({ relation, mode, time }) => [relation, mode, time]),
      [
        ['public.orders', 'ACCESS EXCLUSIVE', '4.01–4.14 s'],
        ['public.orders_pkey', 'ACCESS EXCLUSIVE', '1.02–4.08 s'],
        ['public.orders', 'SHARE', '634–735 ms'],
      ],
    );
  });
  test('a bar shows the longest possible hold, with the certain part inside', () => {
    const number = (percent: string) => Number(percent.replace('%', ''));
    const [bar] = timelineView(region, 't')!.lanes[1]!.bars;
    const low = bar!.low!;
    assert.ok(number(low.x) > number(bar!.high.x));
    assert.ok(number(low.width) < number(bar!.high.width));
    assert.ok(Math.abs(number(low.width) - (100 * 1_020) / 4_140.4) < 0.1);
  });
  test('a hold that may not have lasted at all has no certain part', () => {
    const { holds } = lessons.scenarios[1]!.migrations[0]!;
    const view = timelineView(migration('m', { holds, statements: [statement(1, 'select 1')] }), 't')!;
    assert.is(view.lanes[0]!.bars[0]!.low, null);
  });
  test('a stall ends with the hold that it waited for', () => {
    assert.equal(
      timelineView(region, 't')!.stalls.map(({ x2 }) => x2),
      ['100%', '100%'],
    );
  });
  test('nothing lies outside, whatever the number of statements', () => {
    const view = timelineView(hostile.scenarios[1]!.migrations[0]!, 't')!;
    for (const { x, width } of view.statements)
      assert.ok(Number.parseFloat(x) + Number.parseFloat(width) <= 100.2);
    assert.is(view.lanes.length, 30);
    assert.is(view.moreLanes, 30);
  });
  test('a migration that was not applied has none', () => {
    assert.is(timelineView(migration('m', { status: 'skipped', durationMs: stat() }), 't'), null);
  });
});
