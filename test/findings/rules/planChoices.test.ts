import type { ExplainPlan } from '../../../src/evidence/ExplainPlan.ts';
import type { QueryEvidence, ResultComparison } from '../../../src/evidence/QueryEvidence.ts';
import {
  capture,
  commit,
  evidence,
  indexScan,
  migration,
  query,
  repeat,
  scenario,
  seqScan,
  statement,
} from '../../fixtures/evidence/build.ts';
import { accepted, found, told, withBudgets } from '../../support/judged.ts';
import { assert, suite } from '../../support/suite.ts';

const gated = (parts: Partial<QueryEvidence>) =>
  evidence({ queries: [query(parts)], scenario: withBudgets({ durationMs: 1e9 }) });

const generic = (cost: number, plan = seqScan()): ExplainPlan => ({ Plan: { ...plan, 'Total Cost': cost } });
const custom = (parts: object) => capture(indexScan(10), parts);

suite('plan/generic-differs', ({ test }) => {
  test('warns of a generic plan that has become far dearer than that for these parameters', () => {
    const parts = {
      before: custom({ generic: generic(12, indexScan()) }),
      after: custom({ generic: generic(5000) }),
    };
    const [finding] = found('plan/generic-differs', gated(parts));
    assert.equal([finding!.severity, finding!.verdict], ['warn', 'regressed']);
    assert.match(
      finding!.title,
      /as a prepared statement costs 500 times as much: 5,000 for unknown parameters, 10 for these/,
    );
  });
  test('says of one that was so before only that it was', () => {
    const both = custom({ generic: generic(5000) });
    const [finding] = found('plan/generic-differs', gated({ before: both, after: both }));
    assert.equal([finding!.severity, finding!.verdict], ['info', 'observed']);
    assert.match(finding!.why, /It was so before the migrations, too\./);
  });
  test('says nothing of the same way at a somewhat other cost, and of a query without parameters', () => {
    const close = custom({ generic: generic(30, indexScan()) });
    assert.equal(told('plan/generic-differs', gated({ before: close, after: close })), []);
    assert.equal(told('plan/generic-differs', gated({})), []);
  });
  test('tells the parameters that it serves worst, once a query', () => {
    const worse = (name: string, cost: number) =>
      query({
        parameters: name,
        before: custom({ generic: generic(12, indexScan()) }),
        after: custom({ generic: generic(cost) }),
      });
    const two = evidence({ queries: [worse('top', 900), worse('rare', 9000)] });
    assert.equal(
      found('plan/generic-differs', two).map(({ subject }) => subject.parameters),
      ['rare'],
    );
  });
});

suite('plan/fragile', ({ test }) => {
  const ways = (index: number, whole: number) =>
    [
      { plan: { Plan: indexScan() }, count: index },
      { plan: { Plan: seqScan() }, count: whole },
    ].filter(({ count }) => count > 0);
  const among = (when: 'before' | 'after', index: number, whole: number) => ({
    when,
    analyzes: 20,
    plans: ways(index, whole),
  });

  test('counts how often the plan is another, and warns where it was not before', () => {
    const parts = { fragility: [among('before', 20, 0), among('after', 13, 7)] };
    const [finding] = found('plan/fragile', gated(parts));
    assert.equal([finding!.severity, finding!.verdict], ['warn', 'regressed']);
    assert.match(finding!.title, /has another plan in 7 of 20 ANALYZEs of the same rows/);
    assert.match(
      finding!.why,
      /13 of 20: Index Scan .* at a cost of 10; 7 of 20: Seq Scan .* at a cost of 10,000\./,
    );
  });
  test('that it was before, too, is observed', () => {
    const parts = { fragility: [among('before', 15, 5), among('after', 13, 7)] };
    assert.equal(told('plan/fragile', gated(parts)), ['info observed']);
  });
  test('warns where nobody tried before', () => {
    assert.equal(told('plan/fragile', gated({ fragility: [among('after', 13, 7)] })), ['warn observed']);
  });
  test('says nothing where every ANALYZE gives one way, or where there is next to nothing to read', () => {
    assert.equal(told('plan/fragile', gated({ fragility: [among('after', 20, 0)] })), []);
    const tiny = [
      { plan: { Plan: indexScan(3) }, count: 13 },
      { plan: { Plan: seqScan(4) }, count: 7 },
    ];
    assert.equal(
      told('plan/fragile', gated({ fragility: [{ when: 'after', analyzes: 20, plans: tiny }] })),
      [],
    );
  });
});

suite('plan/result-differs', ({ test }) => {
  const compared = (parts: Partial<ResultComparison>): ResultComparison => ({
    compared: 'columns',
    because: null,
    columns: ['id', 'name'],
    onlyBefore: [],
    onlyAfter: [],
    rows: { before: 10, after: 10 },
    equal: false,
    ...parts,
  });

  test('warns of other rows, and says what was compared', () => {
    const [finding] = found('plan/result-differs', gated({ result: compared({}) }));
    assert.is(finding!.severity, 'warn');
    assert.match(finding!.title, /gives 10 rows as before, but not the same ones$/);
    assert.match(finding!.why, /^Rows were compared in any order, by id, name\./);
  });
  test('fails where the query declares its result stable, with or without a budget', () => {
    const parts = { result: compared({ rows: { before: 10, after: 8 } }), declaredResult: 'stable' as const };
    assert.equal(told('plan/result-differs', gated(parts)), ['fail regressed']);
    assert.equal(told('plan/result-differs', evidence({ queries: [query(parts)] })), ['fail regressed']);
  });
  test('warns of a stable result that the baseline knows to differ, unless it lacks a pending migration', () => {
    const repeats = [repeat([migration([statement(1, [0, 10])], [commit(2, [20, 30])])])];
    const seen = { ...gated({ result: compared({}), declaredResult: 'stable' }), repeats };
    const baseline = accepted(seen);
    assert.equal(told('plan/result-differs', seen, { baseline }), ['warn observed']);
    const older = accepted(seen, { migrations: [] });
    assert.equal(told('plan/result-differs', seen, { baseline: older }), ['fail regressed']);
  });
  test('fails where a stable result has lost a column', () => {
    const parts = {
      result: compared({ equal: true, onlyBefore: ['name'] }),
      declaredResult: 'stable' as const,
    };
    assert.match(found('plan/result-differs', gated(parts))[0]!.title, /no longer gives name$/);
  });
  test('says nothing of equal rows, of a column more, and of what could not be compared', () => {
    for (const parts of [
      { equal: true },
      { equal: true, onlyAfter: ['region'] },
      { equal: null, compared: 'nothing' as const },
    ])
      assert.equal(told('plan/result-differs', gated({ result: compared(parts) })), []);
  });
});

suite('plan/latency', ({ test }) => {
  test('fails where a query no longer ends within its time limit', () => {
    const after = { ...capture(seqScan()), serial: null, overLimitMs: 120_000, latencies: [] };
    const [finding] = found('plan/latency', gated({ before: capture(indexScan()), after }));
    assert.equal([finding!.severity, finding!.verdict], ['fail', 'regressed']);
    assert.match(finding!.title, /takes more than 2 min, 1\.1 ms before the migrations/);
    const both = { before: after, after };
    assert.equal(told('plan/latency', gated(both)), []);
  });
  test('of a query that has become faster by another plan is an improvement', () => {
    const slow = capture(seqScan(), { latencies: [90, 100, 110] });
    assert.equal(told('plan/latency', gated({ before: slow, after: capture(indexScan()) })), [
      'info improved, bound rule 150',
    ]);
  });
});

suite('thresholds of evidence that is older', ({ test }) => {
  test('are the defaults', () => {
    const older = scenario({ thresholds: { buffersRatio: 1.5, buffersPages: 50 } });
    const parts = {
      before: custom({ generic: generic(12, indexScan()) }),
      after: custom({ generic: generic(5000) }),
    };
    assert.equal(told('plan/generic-differs', evidence({ queries: [query(parts)], scenario: older })), [
      'warn observed, bound rule 10',
    ]);
  });
});
