import type { PlanNode } from '../../src/evidence/ExplainPlan.ts';
import { comparePlans, selfBuffers } from '../../src/report/view/comparePlans.ts';
import { byIndex, bySeqScan } from '../fixtures/result/plans.ts';
import { assert, suite } from '../support/suite.ts';

function marksOf(before: PlanNode, after: PlanNode): [string[], string[]] {
  const marks = comparePlans(before, after);
  const list = (node: PlanNode): string[] => [
    `${node['Node Type']} ${marks.get(node)}`,
    ...(node.Plans ?? []).flatMap(list),
  ];
  return [list(before), list(after)];
}

suite('plans side by side', ({ test }) => {
  test('a scan that reads the same relation in another way is marked on both sides', () => {
    assert.equal(marksOf(byIndex.Plan, bySeqScan.Plan), [
      ['Limit same', 'Nested Loop same', 'Index Scan changed', 'Index Scan same'],
      ['Limit same', 'Nested Loop same', 'Seq Scan changed', 'Index Scan same'],
    ]);
  });
  test('a node in between is added, and what is beneath it stays the same', () => {
    const sorted: PlanNode = { 'Node Type': 'Sort', Plans: [byIndex.Plan] };
    const [before, after] = marksOf(byIndex.Plan, structuredClone(sorted));
    assert.is(after[0], 'Sort added');
    assert.is([...before, ...after.slice(1)].filter((line) => !line.endsWith(' same')).length, 0);
  });
  test('another join of the same relations is a changed join', () => {
    const hash = structuredClone(byIndex.Plan);
    hash.Plans![0]!['Node Type'] = 'Hash Join';
    assert.is(marksOf(byIndex.Plan, hash)[1][1], 'Hash Join changed');
  });
  test('the same node that reads far more itself is marked', () => {
    const more = structuredClone(byIndex.Plan);
    more.Plans![0]!.Plans![0]!['Shared Hit Blocks'] = 5_000;
    assert.is(marksOf(byIndex.Plan, more)[1][2], 'Index Scan work');
  });
  test('pages of a node itself are without its children’s', () => {
    assert.is(selfBuffers(bySeqScan.Plan), 0);
    assert.is(selfBuffers(bySeqScan.Plan.Plans![0]!.Plans![0]!), 23_840);
    assert.is(selfBuffers({ 'Node Type': 'Result' }), null);
  });
});
