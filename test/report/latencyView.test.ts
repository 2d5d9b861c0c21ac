import type { TrafficResult } from '../../src/findings/Result.ts';
import { Anchors } from '../../src/report/view/Anchors.ts';
import { latencyView } from '../../src/report/view/latencyView.ts';
import { trafficAround } from '../fixtures/result/traffic.ts';
import { assert, suite } from '../support/suite.ts';

const view = (traffic: TrafficResult[]) => latencyView(traffic, new Anchors(), 'orders');
const number = (percent: string) => Number(percent.replace('%', ''));

suite('latencies of the traffic', ({ test }) => {
  test('are drawn by item, those of canaries apart', () => {
    const { items, canaries, canaryCount } = view(trafficAround('0002_region'))!;
    assert.equal(
      items.map(({ name, what }) => [name, what]),
      [
        ['orders-of-customer', 'statements, 50 a second'],
        ['checkout', 'transactions, 5 a second'],
      ],
    );
    assert.equal([canaries.map(({ name }) => name), canaryCount], [['write of public.orders'], '1 canary']);
  });
  test('say each phase, and what failed in it and when', () => {
    const [item] = view(trafficAround('0002_region'))!.items;
    assert.equal(
      item!.lanes.map(({ name, during, failed }) => [name, during, failed]),
      [
        ['before', false, ''],
        ['during 0002_region', true, '9 failed'],
        ['after', false, ''],
      ],
    );
    assert.is(item!.lanes[0]!.figures, 'longest 2.1 ms, 99 % 1.4 ms, median 0.5 ms, of 31');
    assert.equal(item!.errors, [
      {
        code: '55P03',
        message: 'canceling statement due to lock timeout',
        count: '9',
        when: '9 during 0002_region',
      },
    ]);
  });
  test('lie on one scale, the longest at its end', () => {
    const { items, canaries } = view(trafficAround('0002_region'))!;
    const [usual, stalled] = items[0]!.lanes;
    assert.ok(number(stalled!.max) > 98 && number(stalled!.max) < 100, stalled!.max);
    assert.ok(number(usual!.max) < number(stalled!.p50));
    assert.equal(items[0]!.ticks, canaries[0]!.ticks);
    for (const { p50, p90, p99, max } of items.flatMap(({ lanes }) => lanes))
      assert.ok(number(p50) <= number(p90) && number(p90) <= number(p99) && number(p99) <= number(max));
  });
  test('of many migrations the slowest are drawn', () => {
    const [item] = trafficAround('0002_region');
    const during = item!.latencies[1]!;
    const many = Array.from({ length: 20 }, (_, i) => ({ ...during, migration: `${i}`, maxMs: 5_000 + i }));
    const [shown] = view([{ ...item!, latencies: [item!.latencies[0]!, ...many] }])!.items;
    assert.equal(
      shown!.lanes.map(({ name }) => name),
      ['before', 'during 14', 'during 15', 'during 16', 'during 17', 'during 18', 'during 19'],
    );
    assert.is(shown!.more, 14);
  });
  test('are left out where nothing was measured', () => {
    assert.is(view([]), null);
    assert.is(view([{ ...trafficAround('x')[0]!, latencies: [] }]), null);
  });
});
