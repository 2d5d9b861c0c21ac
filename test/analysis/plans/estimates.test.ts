import { estimatesOf, firstDeparture } from '../../../src/analysis/plans/estimates.ts';
import type { PlanNode } from '../../../src/evidence/ExplainPlan.ts';
import { assert, suite } from '../../support/suite.ts';

const node = (
  type: string,
  planned: number,
  actual: number,
  children: PlanNode[] = [],
  more: Partial<PlanNode> = {},
): PlanNode => ({
  'Node Type': type,
  'Plan Rows': planned,
  'Actual Rows': actual,
  'Actual Loops': 1,
  Plans: children,
  ...more,
});
const outer = { 'Parent Relationship': 'Outer' };
const inner = { 'Parent Relationship': 'Inner' };

suite('estimates', ({ test }) => {
  test('are off by the larger number by the smaller, each at least one', () => {
    assert.is(estimatesOf(node('Seq Scan', 1, 240))[0]!.error, 240);
    assert.is(estimatesOf(node('Seq Scan', 60, 0))[0]!.error, 60);
  });
  test('below a LIMIT fewer rows mean nothing, and more do', () => {
    assert.equal(estimatesOf(node('Limit', 10, 10, [node('Seq Scan', 5000, 10, [], outer)])).length, 1);
    assert.is(estimatesOf(node('Limit', 10, 10, [node('Seq Scan', 2, 400, [], outer)]))[0]!.error, 200);
  });
  test('below a sort under a LIMIT all rows are read', () => {
    const sort = node('Sort', 5000, 10, [node('Seq Scan', 5000, 20, [], outer)], outer);
    assert.is(estimatesOf(node('Limit', 10, 10, [sort]))[0]!.error, 250);
  });
  test('of what was never run, of the inner side of a semi-join and of a merge join’s inputs mean nothing', () => {
    assert.equal(estimatesOf(node('Seq Scan', 100, 0, [], { 'Actual Loops': 0 })), []);
    const semi = node(
      'Nested Loop',
      5,
      5,
      [node('Seq Scan', 5, 5, [], outer), node('Index Scan', 90, 1, [], inner)],
      {
        'Join Type': 'Semi',
      },
    );
    assert.is(estimatesOf(semi)[0]!.error, 1);
    const merge = node('Merge Join', 5, 5, [node('Index Scan', 9000, 7, [], outer)], {
      'Join Type': 'Inner',
    });
    assert.is(estimatesOf(merge)[0]!.error, 1);
  });
  test('a bitmap is part of its heap scan', () => {
    const bitmap = node('Bitmap Heap Scan', 10, 10, [node('Bitmap Index Scan', 9000, 10, [], outer)]);
    assert.is(estimatesOf(bitmap)[0]!.error, 1);
  });
});

suite('the first departure', ({ test }) => {
  const scan = node('Seq Scan', 1, 240, [], outer);
  test('is the lowest node that is wrong, not what follows from it', () => {
    const join = node('Nested Loop', 1, 24_000, [scan, node('Index Scan', 100, 100, [], inner)], {
      'Join Type': 'Inner',
    });
    assert.is(firstDeparture(join, 10)!.node, scan);
  });
  test('is a join of right inputs where that alone is wrong', () => {
    const right = node('Hash Join', 1, 5000, [node('Seq Scan', 90, 100, [], outer)], {
      'Join Type': 'Inner',
    });
    assert.is(firstDeparture(right, 10)!.node, right);
  });
  test('is none below ten times', () => {
    assert.is(firstDeparture(node('Seq Scan', 100, 900), 10), null);
  });
});
