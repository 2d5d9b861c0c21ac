import type { PlanNode } from '../../../src/evidence/ExplainPlan.ts';
import type { NodeView } from '../../../src/report/view/plans/nodeView.ts';
import { planPairView } from '../../../src/report/view/plans/planPairView.ts';
import { explain, indexScan, join, node, seqScan } from '../../fixtures/result/planNodes.ts';
import { assert, suite } from '../../support/suite.ts';

const customers = (pages = 4) =>
  indexScan('customers', 'customers_pkey', '(id = orders.customer_id)', { pages });
const sorted = (inner: PlanNode) => node('Sort', { 'Sort Key': ['name'] }, node('Limit', {}, inner));
const before = explain(
  join(
    'Nested Loop',
    {},
    indexScan('orders', 'orders_code_idx', "(code = 'a'::text)", { pages: 5 }),
    sorted(customers()),
  ),
);
const after = explain(
  join(
    'Nested Loop',
    {},
    seqScan('orders', { pages: 995, rows: [2_000, 1], Filter: "((code)::text = 'a'::text)" }),
    sorted(customers()),
  ),
);
const view = planPairView(before, after);

function lines(root: NodeView): NodeView[] {
  return [root, ...root.children.flatMap(lines)];
}

suite('two trees beside each other', ({ test }) => {
  test('mark what became of each node', () => {
    assert.equal(
      lines(view.after)
        .map(({ type, mark }) => `${type} ${mark}`)
        .slice(0, 2),
      ['Nested Loop same', 'Seq Scan changed'],
    );
  });
  test('fold what is the same in both, and show it in the second', () => {
    const [first, second] = [view.before.children[1]!, view.after.children[1]!];
    assert.is(first.folded!.text, '3 nodes unchanged, 4 pages');
    assert.equal([first.folded!.shown, first.children.length], [false, 0]);
    assert.equal([second.folded!.shown, second.children.length], [true, 1]);
  });
  test('draw pages on one scale for both', () => {
    assert.equal([view.before.children[0]!.bar, view.after.children[0]!.bar], ['0.5%', '100%']);
  });
  test('say where the difference lies', () => {
    assert.is(view.culprit, '100 % of the difference in pages: Seq Scan on public.orders, 5 → 995');
    assert.is(view.after.children[0]!.most, '100 % of the difference');
  });
  test('mark estimates that are far off by powers of ten', () => {
    assert.equal(view.after.children[0]!.estimate, { level: 'e1000', text: 'estimate 2,000× too high' });
    assert.is(view.before.children[0]!.estimate, null);
  });
  test('mark a condition that reads otherwise, constants apart', () => {
    const filter = (code: string) =>
      explain(seqScan('orders', { pages: 9, Filter: `(${code} = 'x'::text)` }));
    const other = planPairView(filter('code'), filter('(code)::text')).after;
    const same = planPairView(
      filter('code'),
      explain(seqScan('orders', { pages: 9, Filter: "(code = 'y'::text)" })),
    );
    assert.equal(
      other.conditions.map((condition) => condition.other),
      [true],
    );
    assert.equal(
      same.after.conditions.map((condition) => condition.other),
      [false],
    );
  });
  test('leave room where the other has more nodes', () => {
    const more = planPairView(before, explain(node('Gather', {}, after.Plan)));
    assert.equal([more.before.gaps.length, more.after.gaps.length], [1, 0]);
  });
  test('show one of many partitions that are read alike, and fold the others', () => {
    const partitions = (mark: number) =>
      Array.from({ length: 6 }, (_, n) =>
        seqScan(`events_2025_0${n + 1}`, { Alias: `events_${n + 1}`, pages: n === 3 ? mark * 2 : mark }),
      );
    const { after: grown } = planPairView(
      explain(node('Append', {}, ...partitions(10))),
      explain(node('Append', {}, ...partitions(500))),
    );
    assert.equal(
      grown.children.map(({ relation, folded }) => folded?.text ?? relation),
      ['public.events_2025_04 events_4', '5 more like this, 2,500 pages'],
    );
    assert.is(grown.children[1]!.children.length, 5);
  });
});
