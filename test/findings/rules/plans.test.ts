import type { Evidence } from '../../../src/evidence/Evidence.ts';
import type { PlanNode } from '../../../src/evidence/ExplainPlan.ts';
import type { CaptureEvidence, QueryEvidence } from '../../../src/evidence/QueryEvidence.ts';
import { capture, evidence, indexScan, query, seqScan } from '../../fixtures/evidence/build.ts';
import { accepted, found, told, withBudgets } from '../../support/judged.ts';
import { assert, suite } from '../../support/suite.ts';

/** In a scenario with a budget, so that findings gate. */
function gated(parts: Partial<QueryEvidence>): Evidence {
  return evidence({ queries: [query(parts)], scenario: withBudgets({ durationMs: 1e9 }) });
}

function changed(before: CaptureEvidence, after: CaptureEvidence): Partial<QueryEvidence> {
  return { before, afterDeploy: after, after };
}

const index = (pages: number) => capture(indexScan(pages));
const sequential = (pages: number) => capture(seqScan(pages));

suite('plan/buffers', ({ test }) => {
  test('names the node that reads most of the difference', () => {
    const [finding] = found('plan/buffers', gated(changed(index(200), index(900))));
    assert.match(finding!.why, /100 % of it is Index Scan.*: 900 pages itself, 200 before/);
  });
  test('half as many pages again have regressed, and the bound is said', () => {
    assert.equal(told('plan/buffers', gated(changed(index(200), index(300)))), [
      'fail regressed, bound rule 300',
    ]);
  });
  test('less than that, and few pages, raise nothing', () => {
    assert.equal(told('plan/buffers', gated(changed(index(200), index(299)))), []);
    assert.equal(told('plan/buffers', gated(changed(index(3), index(52)))), []);
  });
  test('fewer pages have improved', () => {
    assert.equal(told('plan/buffers', gated(changed(index(300), index(200)))), [
      'info improved, bound rule 450',
    ]);
  });
  test('with neither budget nor baseline they are observed', () => {
    const more = evidence({ queries: [query(changed(index(200), index(3000)))] });
    const less = evidence({ queries: [query(changed(index(3000), index(200)))] });
    const few = evidence({ queries: [query(changed(index(2), index(417)))] });
    assert.equal(told('plan/buffers', more), ['warn observed, bound rule 300']);
    assert.equal(told('plan/buffers', few), ['warn observed, bound rule 52']);
    assert.equal(told('plan/buffers', less), ['info observed, bound rule 4500']);
  });
  test('more than the accepted run read has regressed, on any host', () => {
    const baseline = accepted(gated(changed(index(200), index(200))), { sameHost: false });
    assert.equal(told('plan/buffers', gated(changed(index(300), index(300))), { baseline }), [
      'fail regressed, bound baseline 200',
    ]);
  });
  test('a regression that was accepted is observed from then on', () => {
    const worse = gated(changed(index(200), index(3000)));
    assert.equal(told('plan/buffers', worse, { baseline: accepted(worse) }), [
      'warn observed, bound rule 300',
    ]);
  });
  test('what the accepted run lost and this one has again has improved', () => {
    const baseline = accepted(gated(changed(index(200), index(3000))));
    assert.equal(told('plan/buffers', gated(changed(index(200), index(200))), { baseline }), [
      'info improved, bound baseline 3000',
    ]);
  });
});

suite('plan/index-lost', ({ test }) => {
  const lost = changed(index(10), sequential(10_000));

  test('an index that the query no longer uses is a warning with its reason', () => {
    const [finding] = found('plan/index-lost', gated(lost));
    assert.equal([finding!.severity, finding!.verdict], ['warn', 'regressed']);
    assert.is(
      finding!.title,
      'by-customer (top) no longer uses orders_customer_id_idx: it reads all of public.orders',
    );
    assert.is(finding!.why, 'Every call reads 2,000,000 rows and filters them by (customer_id = ?).');
  });
  test('a bitmap scan counts as a use of its index', () => {
    const bitmap: PlanNode = {
      ...seqScan(20),
      'Node Type': 'Bitmap Heap Scan',
      Plans: [{ 'Node Type': 'Bitmap Index Scan', 'Index Name': 'orders_bitmap_idx' }],
    };
    const [finding] = found('plan/index-lost', gated(changed(capture(bitmap), sequential(900))));
    assert.match(finding!.title, 'no longer uses orders_bitmap_idx');
  });
  test('a relation that a join reads twice is told once', () => {
    const twice: PlanNode = {
      'Node Type': 'Nested Loop',
      'Shared Hit Blocks': 20_000,
      Plans: [seqScan(), seqScan()],
    };
    assert.is(found('plan/index-lost', gated(changed(index(10), capture(twice)))).length, 1);
  });
  test('one that the accepted run had lost already is observed', () => {
    const baseline = accepted(gated(lost));
    assert.equal(told('plan/index-lost', gated(lost), { baseline }), ['warn observed']);
  });
  test('a table so small that reading all of it is as good is none', () => {
    assert.equal(told('plan/index-lost', gated(changed(index(3), sequential(5)))), []);
  });
  test('another index is no loss, and neither is a scan that was there before', () => {
    assert.equal(told('plan/index-lost', gated(changed(index(10), capture(indexScan(10, 'other'))))), []);
    assert.equal(told('plan/index-lost', gated(changed(sequential(10), sequential(10)))), []);
  });
});

suite('plan/latency', ({ test }) => {
  const quick = capture(indexScan(10), { latencies: [1, 1, 2] });
  const slow = (plan: PlanNode) => capture(plan, { latencies: [90, 100, 110] });

  test('a query with another plan that is slower has regressed', () => {
    const [finding] = found('plan/latency', gated(changed(quick, slow(seqScan()))));
    assert.equal([finding!.severity, finding!.verdict], ['fail', 'regressed']);
    assert.equal(finding!.measured, { value: 100, unit: 'ms', low: 90, high: 110 });
  });
  test('a slower query with the same plan and the same work is noise', () => {
    assert.equal(told('plan/latency', gated(changed(quick, slow(indexScan(10))))), []);
  });
  test('samples that overlap those before are noise', () => {
    const noisy = capture(seqScan(), { latencies: [1, 100, 110] });
    assert.equal(told('plan/latency', gated(changed(quick, noisy))), []);
  });
  test('a few milliseconds are not worth a word', () => {
    const little = capture(seqScan(), { latencies: [4, 5, 6] });
    assert.equal(told('plan/latency', gated(changed(quick, little))), []);
  });
  test('a plan that was accepted is observed, and so is any without budget and baseline', () => {
    const one = gated(changed(quick, slow(seqScan())));
    assert.equal(told('plan/latency', one, { baseline: accepted(one) }), ['warn observed, bound rule 1.5']);
    const free = evidence({ queries: one.queries });
    assert.equal(told('plan/latency', free), ['warn observed, bound rule 1.5']);
  });
});

suite('plan/stale-statistics', ({ test }) => {
  test('a query that is worse right after deploy than after ANALYZE is a warning', () => {
    const stale = gated({ before: index(10), afterDeploy: sequential(10_000), after: index(10) });
    assert.equal(told('plan/stale-statistics', stale), ['warn observed, bound rule 15']);
  });
  test('one that stays as bad is no matter of statistics', () => {
    const bad = gated(changed(index(10), sequential(10_000)));
    assert.equal(told('plan/stale-statistics', bad), []);
  });
});
