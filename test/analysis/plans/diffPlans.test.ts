import { diffPlans, type NodeMark } from '../../../src/analysis/plans/diffPlans.ts';
import { selfBuffers } from '../../../src/analysis/plans/PlanTree.ts';
import type { PlanNode } from '../../../src/evidence/ExplainPlan.ts';
import { byIndex, bySeqScan } from '../../fixtures/result/plans.ts';
import { Random } from '../../support/random.ts';
import { assert, suite } from '../../support/suite.ts';

function node(type: string, fields: Partial<PlanNode> = {}, ...children: PlanNode[]): PlanNode {
  const beneath = children.reduce((sum, child) => sum + (child['Shared Hit Blocks'] ?? 0), 0);
  const own = fields['Shared Hit Blocks'] ?? 0;
  return { 'Node Type': type, ...fields, 'Shared Hit Blocks': own + beneath, Plans: children };
}
const scan = (alias: string, pages = 10, relation = alias) =>
  node('Seq Scan', { 'Relation Name': relation, Alias: alias, 'Shared Hit Blocks': pages });
const join = (type: string, ...children: PlanNode[]) =>
  node(
    type,
    { 'Join Type': 'Inner' },
    ...children.map((child, i) => ({ ...child, 'Parent Relationship': i === 0 ? 'Outer' : 'Inner' })),
  );

function diff(before: PlanNode, after: PlanNode) {
  const { marks, culprit } = diffPlans({ Plan: before }, { Plan: structuredClone(after) });
  const list = (root: PlanNode, of: ReadonlyMap<PlanNode, NodeMark>): string[] => [
    `${root['Node Type']}${root.Alias ? ` ${root.Alias}` : ''} ${of.get(root)}`,
    ...(root.Plans ?? []).flatMap((child) => list(child, of)),
  ];
  const all = [...marks.keys()];
  const root = all.find((one) => one !== before && !all.some(({ Plans = [] }) => Plans.includes(one)))!;
  return { before: list(before, marks), after: list(root, marks), culprit };
}
const unchanged = (lines: string[]) => lines.filter((line) => !line.endsWith(' same'));

suite('the difference of two plans', ({ test }) => {
  test('is none between a plan and itself', () => {
    const { before, after, culprit } = diff(byIndex.Plan, byIndex.Plan);
    assert.equal(unchanged([...before, ...after]), []);
    assert.is(culprit, null);
  });
  test('a scan that reads the same relation in another way is changed, and has the pages', () => {
    const { before, after, culprit } = diff(byIndex.Plan, bySeqScan.Plan);
    assert.equal(unchanged(before), ['Index Scan o changed']);
    assert.equal(unchanged(after), ['Seq Scan o changed']);
    assert.is(culprit!.node['Node Type'], 'Seq Scan');
    assert.ok(culprit!.share > 0.99);
  });
  test('a node in between is added, and what is beneath it stays the same', () => {
    const { before, after } = diff(byIndex.Plan, node('Sort', {}, byIndex.Plan));
    assert.equal(unchanged(before), []);
    assert.equal(unchanged(after), ['Sort added']);
  });
  test('a node that goes is removed, and what was beneath it stays the same', () => {
    const { before, after } = diff(node('Sort', {}, byIndex.Plan), byIndex.Plan);
    assert.equal(unchanged(before), ['Sort removed']);
    assert.equal(unchanged(after), []);
  });
  test('another join of the same relations is a changed join', () => {
    const { after } = diff(
      join('Nested Loop', scan('a'), scan('b')),
      join('Hash Join', scan('a'), scan('b')),
    );
    assert.equal(unchanged(after), ['Hash Join changed']);
  });
  test('sides of a join that were swapped are moved, not replaced', () => {
    const { after } = diff(join('Hash Join', scan('a'), scan('b')), join('Hash Join', scan('b'), scan('a')));
    assert.equal(unchanged(after), ['Seq Scan b moved', 'Seq Scan a moved']);
  });
  test('both sides of a self-join are told apart by their aliases', () => {
    const before = join('Hash Join', scan('t', 10, 't'), scan('t_1', 10, 't'));
    const after = join('Hash Join', scan('t', 10, 't'), scan('t_1', 900, 't'));
    assert.equal(unchanged(diff(before, after).after), ['Seq Scan t_1 work']);
  });
  test('another order of joins keeps its scans', () => {
    const before = join('Hash Join', join('Hash Join', scan('a'), scan('b')), scan('c'));
    const after = join('Hash Join', join('Hash Join', scan('a'), scan('c')), scan('b'));
    const { after: marks } = diff(before, after);
    assert.equal(
      marks.filter((line) => line.startsWith('Seq Scan') && /added|changed/.test(line)),
      [],
    );
  });
  test('a sort that becomes an incremental one is changed', () => {
    const { after } = diff(node('Sort', {}, scan('a')), node('Incremental Sort', {}, scan('a')));
    assert.equal(unchanged(after), ['Incremental Sort changed']);
  });
  test('partitions that come back after pruning are added, and the others stay', () => {
    const parts = (count: number) => Array.from({ length: count }, (_, i) => scan(`p_${i + 1}`));
    const { after } = diff(node('Append', {}, ...parts(2)), node('Append', {}, ...parts(4)));
    assert.equal(unchanged(after), ['Seq Scan p_3 added', 'Seq Scan p_4 added']);
  });
  test('the same relation in a subplan is not the one in the query', () => {
    const subplan = { ...scan('a', 10), 'Subplan Name': 'SubPlan 1', 'Parent Relationship': 'SubPlan' };
    const slow = { ...subplan, 'Shared Hit Blocks': 5_000 };
    const { after, culprit } = diff(
      node('Result', {}, scan('a'), subplan),
      node('Result', {}, scan('a'), slow),
    );
    assert.equal(unchanged(after), ['Seq Scan a work']);
    assert.is(culprit!.node['Subplan Name'], 'SubPlan 1');
  });
  test('a bitmap’s index is matched below its heap scan', () => {
    const bitmap = (index: string) =>
      node(
        'Bitmap Heap Scan',
        { 'Relation Name': 'a', Alias: 'a' },
        node('Bitmap Index Scan', { 'Index Name': index }),
      );
    assert.equal(unchanged(diff(bitmap('i'), bitmap('j')).after), ['Bitmap Index Scan changed']);
  });
  test('what reads less is no culprit of what reads more', () => {
    const before = join('Hash Join', scan('a', 1_000), scan('b', 10));
    const after = join('Hash Join', scan('a', 10), scan('b', 9_000));
    assert.is(diff(before, after).culprit!.node.Alias, 'b');
  });
  test('literals are no difference', () => {
    const filtered = (filter: string) => ({ ...scan('a'), Filter: filter });
    const { after } = diff(filtered("(x = 'one')"), filtered("(x = 'two')"));
    assert.equal(unchanged(after), []);
  });
  test('every node of large plans has a mark, whatever was changed in them', () => {
    const from = new Random(7);
    const grow = (depth: number): PlanNode =>
      depth === 0 || from.chance(0.1)
        ? scan(`r${from.whole(1, 60)}`, from.whole(1, 50))
        : from.chance(0.5)
          ? join('Hash Join', grow(depth - 1), grow(depth - 1))
          : node('Sort', {}, grow(depth - 1));
    const cut = (root: PlanNode): PlanNode =>
      from.chance(0.1) && root.Plans?.length === 1
        ? cut(root.Plans[0]!)
        : { ...root, Plans: (root.Plans ?? []).map(cut) };
    for (let i = 0; i < 20; i++) {
      const before = grow(9);
      const { before: left, after: right } = diff(before, cut(before));
      assert.equal(
        [...left, ...right].filter((line) => line.endsWith('undefined')),
        [],
      );
    }
  });
  test('pages of a node itself are without its children’s', () => {
    assert.is(selfBuffers(bySeqScan.Plan), 0);
    assert.is(selfBuffers(bySeqScan.Plan.Plans![0]!.Plans![0]!), 23_840);
    assert.is(selfBuffers({ 'Node Type': 'Result' }), null);
  });
});
