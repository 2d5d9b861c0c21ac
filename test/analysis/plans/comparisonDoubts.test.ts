import { comparisonDoubts } from '../../../src/analysis/plans/comparisonDoubts.ts';
import type { ExplainPlan, PlanNode } from '../../../src/evidence/ExplainPlan.ts';
import { assert, suite } from '../../support/suite.ts';

const plan = (fields: Partial<PlanNode> = {}, around: Partial<ExplainPlan> = {}): ExplainPlan => ({
  Plan: { 'Node Type': 'Seq Scan', 'Relation Name': 'orders', 'Total Cost': 3, ...fields },
  ...around,
});
const ran = { 'Actual Rows': 1, 'Actual Loops': 1 };
const counted = { ...ran, 'Shared Hit Blocks': 3 };

suite('doubts of a comparison', ({ test }) => {
  test('are none of two plans of one kind', () => {
    assert.equal(comparisonDoubts(plan(counted), plan(counted)), []);
  });
  test('tell queries with another text', () => {
    const of = (text: string) => plan({}, { 'Query Text': text });
    assert.match(comparisonDoubts(of('select 1'), of('select 2')).join(), /two queries/);
    assert.equal(comparisonDoubts(of('select  1;'), of('select\n1')), []);
  });
  test('tell plans without a table in common', () => {
    assert.match(comparisonDoubts(plan(), plan({ 'Relation Name': 'lines' })).join(), /no table in common/);
  });
  test('tell that only one was executed', () => {
    assert.match(comparisonDoubts(plan(ran), plan()).join(), /Only the plan before was executed/);
    assert.match(comparisonDoubts(plan(), plan(counted)).join(), /Only the plan after was executed/);
  });
  test('tell that only one says its pages', () => {
    assert.match(comparisonDoubts(plan(ran), plan(counted)).join(), /Only the plan after says its pages/);
  });
  test('tell settings that differ', () => {
    const set = (Settings: Record<string, string>) => plan({}, { Settings });
    assert.equal(
      comparisonDoubts(set({ work_mem: '4MB', jit: 'off' }), set({ work_mem: '1GB', jit: 'off' })),
      ['They were planned under other settings: work_mem 4MB → 1GB.'],
    );
    assert.match(comparisonDoubts(set({}), set({ jit: 'off' })).join(), /jit not said → off/);
  });
  test('tell parallel workers and the compiler', () => {
    const parallel = { Plan: { 'Node Type': 'Gather', Plans: [plan().Plan] } };
    assert.match(comparisonDoubts(plan(), parallel).join(), /Only the plan after has parallel workers/);
    assert.match(comparisonDoubts(plan({}, { JIT: {} }), plan()).join(), /Only the plan before was compiled/);
  });
});
