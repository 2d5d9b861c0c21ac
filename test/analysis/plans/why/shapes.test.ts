import { reasonsOf } from '../../../../src/analysis/plans/why/reasonsOf.ts';
import type { ExplainPlan, PlanNode } from '../../../../src/evidence/ExplainPlan.ts';
import type { QueryEvidence } from '../../../../src/evidence/QueryEvidence.ts';
import { capture, evidence, indexScan, query, seqScan } from '../../../fixtures/evidence/build.ts';
import { assert, suite } from '../../../support/suite.ts';

function kinds(parts: Partial<QueryEvidence>): string[] {
  return reasonsOf(query(parts), 'after', evidence()).map(({ kind }) => kind);
}

const shaped = (plan: PlanNode, more: Partial<ExplainPlan> = {}) => ({
  ...capture(plan),
  shape: { Plan: plan, ...more },
});
const forced = (cost: number) => [
  { settings: { enable_seqscan: 'off' }, plan: { Plan: { ...indexScan(), 'Total Cost': cost } } },
];

suite('a choice that is still open', ({ test }) => {
  const before = capture(indexScan(10));
  const after = capture({ ...seqScan(100), 'Total Cost': 1000 });

  test('at nearly the same cost is a tie', () => {
    assert.equal(kinds({ before, after, forced: forced(1060) }), ['cost-tie']);
  });
  test('at far more is told with what it would cost', () => {
    const [reason] = reasonsOf(query({ before, after, forced: forced(4000) }), 'after', evidence());
    assert.is(reason!.kind, 'cost');
    assert.match(
      reason!.text,
      /4\.0 times as dear: with enable_seqscan = off it costs 4,000, and the plan that it took 1,000/,
    );
  });
  test('is none where the forced plan does not use the index either, or only at the price of a disabled scan', () => {
    const seq = [{ settings: { enable_seqscan: 'off' }, plan: { Plan: seqScan() } }];
    assert.equal(kinds({ before, after, forced: seq }), []);
    assert.equal(kinds({ before, after, forced: forced(1e10 + 5) }), []);
  });
});

suite('production’s settings', ({ test }) => {
  const plan = { ...seqScan(), 'Total Cost': 120_000 };

  test('have the plan compiled that was not', () => {
    const before = shaped(seqScan());
    assert.equal(kinds({ before, after: shaped(plan, { JIT: { Functions: 4 } }) }), ['jit']);
    const compiled = shaped(plan, { JIT: { Functions: 4 } });
    assert.equal(kinds({ before: compiled, after: compiled }), []);
  });
  test('are told where EXPLAIN lists others', () => {
    const before = shaped(plan, { Settings: { work_mem: '64MB' } });
    const [reason] = reasonsOf(query({ before, after: shaped(plan) }), 'after', evidence());
    assert.equal([reason!.kind, reason!.was, reason!.is], ['settings', '64MB', 'its default']);
  });
  test('give no workers to a table that has become too small for them', () => {
    const scan = { ...seqScan(), 'Parallel Aware': true };
    const gather: PlanNode = { 'Node Type': 'Gather', 'Workers Planned': 2, Plans: [scan] };
    assert.equal(kinds({ before: shaped(gather), after: shaped(seqScan()) }), ['parallel']);
    assert.equal(kinds({ before: shaped(gather), after: shaped(gather) }), []);
  });
});
