import { diffPlans, type NodeMark } from '../../../src/analysis/plans/diffPlans.ts';
import { selfBuffers } from '../../../src/analysis/plans/PlanTree.ts';
import type { PlanNode } from '../../../src/evidence/ExplainPlan.ts';
import { byIndex, bySeqScan } from '../../fixtures/result/plans.ts';
import { Random } from '../../support/random.ts';
import { editedPlan, randomPlan } from '../../support/randomPlans.ts';
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
  test('what writes to a relation is not the scan of it', () => {
    const write = (child: PlanNode) =>
      node('ModifyTable', { 'Relation Name': 'a', Alias: 'a', Operation: 'Update' }, child);
    const bitmap = {
      ...node('Bitmap Heap Scan', {}, node('Bitmap Index Scan', { 'Index Name': 'i' })),
      Alias: 'a',
      'Relation Name': 'a',
    };
    const { before, after } = diff(write(bitmap), write(scan('a')));
    assert.equal(unchanged(before), ['Bitmap Heap Scan a changed', 'Bitmap Index Scan removed']);
    assert.equal(unchanged(after), ['Seq Scan a changed']);
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
  test('nearly all nodes of large plans find their twin, whatever was edited', () => {
    const from = new Random(11);
    let [wanted, right] = [0, 0];
    for (let i = 0; i < 20; i++) {
      const before = randomPlan(120, from);
      const { plan, twins } = editedPlan(before, from);
      const { pairs } = diffPlans({ Plan: before }, { Plan: plan });
      wanted += twins.size;
      right += [...twins].filter(([a, b]) => pairs.get(a) === b).length;
    }
    assert.ok(right >= 0.98 * wanted, `${right} of ${wanted}`);
  });
  test('every node is told once, with what it did before and after', () => {
    const before = join('Hash Join', scan('a', 10), scan('b', 20));
    const after = join('Hash Join', scan('a', 10), node('Sort', { 'Shared Hit Blocks': 3 }, scan('b', 400)));
    const { changes, pairs } = diffPlans({ Plan: before }, { Plan: after });
    assert.equal(
      changes.map(({ mark, figures }) => [mark, figures.before?.pages, figures.after?.pages]),
      [
        ['same', 0, 0],
        ['same', 10, 10],
        ['added', undefined, 3],
        ['work', 20, 400],
      ],
    );
    assert.is(pairs.get(before.Plans![1]!), after.Plans![1]!.Plans![0]);
  });
  test('a node that spills is to blame where pages are equal', () => {
    const sort = (temporary: number) => node('Sort', { 'Temp Written Blocks': temporary }, scan('a', 5_000));
    const { culprit, after } = diff(sort(0), sort(900));
    assert.equal(
      [culprit!.node['Node Type'], culprit!.measure, culprit!.after],
      ['Sort', 'temporary pages', 900],
    );
    assert.equal(unchanged(after), ['Sort work']);
  });
  test('a node that gives more rows is to blame where pages are equal', () => {
    const loops = (count: number) =>
      node('Nested Loop', {}, scan('a'), { ...scan('b'), 'Actual Rows': 1, 'Actual Loops': count });
    const { culprit } = diff(loops(10), loops(50_000));
    assert.equal([culprit!.node.Alias, culprit!.measure], ['b', 'rows']);
  });
  test('where nothing was counted, cost is what differs, of as many executions as it is for', () => {
    const estimated = (cost: number): PlanNode => ({
      'Node Type': 'Nested Loop',
      'Join Type': 'Inner',
      'Total Cost': 100 + 50 * cost,
      Plans: [
        {
          'Node Type': 'Seq Scan',
          Alias: 'a',
          'Relation Name': 'a',
          'Parent Relationship': 'Outer',
          'Total Cost': 100,
          'Plan Rows': 50,
        },
        {
          'Node Type': 'Index Scan',
          Alias: 'b',
          'Relation Name': 'b',
          'Parent Relationship': 'Inner',
          'Total Cost': cost,
          'Plan Rows': 1,
        },
      ],
    });
    const { culprit } = diff(estimated(1), estimated(40));
    assert.equal([culprit!.node.Alias, culprit!.measure, culprit!.share], ['b', 'cost', 1]);
    assert.equal([culprit!.before, culprit!.after], [50, 2_000]);
  });
  test('partitions that share the difference are to blame together', () => {
    const part = (i: number, pages: number) => scan(`t_${i}`, pages, `t_p${i}`);
    const parts = (pages: number) =>
      node('Append', {}, part(1, pages), part(2, pages), part(3, pages + 5), scan('u', 700));
    const { culprit } = diff(parts(100), parts(300));
    assert.is(culprit!.nodes.length, 3);
    assert.equal([culprit!.before, culprit!.after, culprit!.share], [305, 905, 1]);
  });
  test('pages of a value that is asked for once are its own, not of the scan that asked', () => {
    for (const [name, asks] of [
      ['InitPlan 1 (returns $0)', '(id = $0)'],
      ['InitPlan 1', '(id = (InitPlan 1).col1)'],
    ] as const) {
      const plan = (pages: number): PlanNode => {
        const value = { ...scan('b', pages), 'Parent Relationship': 'InitPlan', 'Subplan Name': name };
        const asking = { ...scan('a', 7 + pages), 'Index Cond': asks, 'Parent Relationship': 'Outer' };
        return { 'Node Type': 'Sort', 'Shared Hit Blocks': 7 + pages, Plans: [value, asking] };
      };
      const { culprit, after } = diff(plan(10), plan(5_000));
      assert.equal(
        [culprit!.node.Alias, culprit!.before, culprit!.after, culprit!.share],
        ['b', 10, 5_000, 1],
      );
      assert.equal(unchanged(after), ['Seq Scan b work']);
    }
  });
  test('pages of a CTE are its own, not of the scans that read it', () => {
    const plan = (pages: number): PlanNode => {
      const cte = { ...scan('b', pages), 'Parent Relationship': 'InitPlan', 'Subplan Name': 'CTE big' };
      const reads = (alias: string, own: number): PlanNode => ({
        'Node Type': 'CTE Scan',
        'CTE Name': 'big',
        Alias: alias,
        'Shared Hit Blocks': own,
      });
      const both = join('Hash Join', reads('x', pages), reads('y', 0));
      return { 'Node Type': 'Sort', 'Shared Hit Blocks': pages, Plans: [cte, both] };
    };
    assert.equal(unchanged(diff(plan(10), plan(800)).after), ['Seq Scan b work']);
  });
  test('a subplan that moved up by a number is the same', () => {
    const subplan = (alias: string, number: number) => ({
      ...scan(alias),
      'Parent Relationship': 'SubPlan',
      'Subplan Name': `SubPlan ${number}`,
    });
    const before = node('Result', {}, scan('t'), subplan('a', 1), subplan('b', 2));
    const after = node('Result', {}, scan('t'), subplan('b', 1));
    const { before: left, after: right } = diff(before, after);
    assert.equal([...unchanged(left), ...unchanged(right)], ['Seq Scan a removed']);
  });
  test('names are no difference between plans that are known to be alike', () => {
    const by = (index: string, condition: string): PlanNode => ({
      ...scan('a'),
      'Index Name': index,
      'Index Cond': condition,
    });
    const marked = (after: PlanNode) => {
      const { marks } = diffPlans({ Plan: by('i', '(x = 1)') }, { Plan: after }, { alike: true });
      return marks.get(after);
    };
    assert.is(marked(by('j', '(x = 2)')), 'same');
    assert.is(marked(by('j', '(y = 2)')), 'changed');
  });
  test('workers that come leave the scans as they are', () => {
    const parallel = { ...scan('a'), 'Parallel Aware': true };
    const { after } = diff(node('Sort', {}, scan('a')), node('Gather Merge', {}, node('Sort', {}, parallel)));
    assert.equal(unchanged(after), ['Gather Merge added']);
  });
  test('an aggregate in two halves is the whole one, and a half that was added', () => {
    const whole = (mode: string, child: PlanNode) => node('Aggregate', { 'Partial Mode': mode }, child);
    const { after } = diff(
      whole('Simple', scan('a')),
      whole('Finalize', node('Gather', {}, whole('Partial', scan('a')))),
    );
    assert.equal(unchanged(after), ['Aggregate changed', 'Gather added', 'Aggregate added']);
  });
  test('a partition under another number is the same', () => {
    const parts = (...numbers: number[]) =>
      node('Append', {}, ...numbers.map((month, i) => scan(`t_${i + 1}`, 10, `t_2026_0${month}`)));
    const { before, after } = diff(parts(1, 2, 3, 4), parts(2, 3, 4));
    assert.equal([...unchanged(before), ...unchanged(after)], ['Seq Scan t_1 removed']);
  });
  test('pages of a node itself are without its children’s', () => {
    assert.is(selfBuffers(bySeqScan.Plan), 0);
    assert.is(selfBuffers(bySeqScan.Plan.Plans![0]!.Plans![0]!), 23_840);
    assert.is(selfBuffers({ 'Node Type': 'Result' }), null);
  });
});
