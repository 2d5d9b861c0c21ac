import { impactOf, workloadMs } from '../../../src/analysis/plans/impact.ts';
import { capture, query } from '../../fixtures/result/build.ts';
import { assert, suite } from '../../support/suite.ts';

const reads = (buffers: number | null) => capture(null, { buffers });
const worse = query('orders', {
  parameters: 'top',
  before: reads(10),
  afterDeploy: reads(400),
  after: reads(40),
  change: 'work',
  workload: { calls: 1_000, meanMs: 2 },
});
const other = query('carts', { workload: { calls: 3_000, meanMs: 2 } });

suite('impact', ({ test }) => {
  test('on the query: pages more, and their ratio', () => {
    const { pages, ratio } = impactOf(worse, [worse]);
    assert.equal([pages, ratio], [30, 4]);
  });
  test('right after deploy, where asked', () => {
    assert.is(impactOf(worse, [worse], 'afterDeploy').ratio, 40);
  });
  test('on the workload: calls × mean time, growing as pages do, and its share of the time of all', () => {
    assert.equal(impactOf(worse, [worse, other]).workload, {
      calls: 1_000,
      pages: 30_000,
      beforeMs: 2_000,
      addedMs: 6_000,
      share: 0.75,
    });
  });
  test('is less than nothing where fewer pages are read', () => {
    const better = { ...worse, before: reads(40), after: reads(10) };
    assert.is(impactOf(better, [better]).workload?.addedMs, -1_500);
  });
  test('counts a query once, whatever its parameter sets', () => {
    assert.is(workloadMs([worse, { ...worse, parameters: 'rare' }, other]), 8_000);
  });
  test('of calls without a mean time is told in pages only', () => {
    const counted = { ...worse, workload: { calls: 1_000, meanMs: null } };
    const { pages, addedMs, share } = impactOf(counted, [counted]).workload!;
    assert.equal([pages, addedMs, share], [30_000, null, null]);
  });
  test('of a query that reads nothing before is no division by nothing', () => {
    assert.is(impactOf({ ...worse, before: reads(0) }, [worse]).ratio, 40);
  });
  test('of a query without a plan is not known', () => {
    const failing = { ...worse, after: reads(null), change: 'fails' as const };
    const { pages, ratio, workload } = impactOf(failing, [failing]);
    assert.equal([pages, ratio, workload?.addedMs], [null, null, null]);
  });
  test('of an unchanged plan is no time, though a page more is read', () => {
    const same = { ...worse, after: reads(11), change: 'none' as const };
    assert.is(impactOf(same, [same]).workload?.addedMs, 0);
  });
});
