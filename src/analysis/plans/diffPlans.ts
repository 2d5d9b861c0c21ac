import type { ExplainPlan, PlanNode } from '../../evidence/ExplainPlan.ts';
import { matchPlans } from './matchPlans.ts';
import { nodesOf, type PlanTree, planTree } from './PlanTree.ts';

/** What became of a node. `work`: the same node, reading far more or fewer pages itself; `changed`: another way to do the same; `moved`: the same, at another place. */
export type NodeMark = 'same' | 'work' | 'changed' | 'moved' | 'added' | 'removed';

export interface PlanDifference {
  /** Of every node of both plans. */
  marks: Map<PlanNode, NodeMark>;
  /** The node in which most of the difference in pages lies; null where the plans do not say, or read the same. */
  culprit: Culprit | null;
}

export interface Culprit {
  /** In the plan afterwards, where it is there; else in the one before. */
  node: PlanNode;
  mark: NodeMark;
  /** Pages that it reads itself; 0 where it is not there. */
  before: number;
  after: number;
  /** Of the differences of all nodes, in the direction of the whole: 0 to 1. */
  share: number;
}

/** What a change of pages must exceed to be one: a few pages come and go with every rebuild of an index. */
const leastPages = 16;
const leastRatio = 2;

/** Compares two plans of one query. */
export function diffPlans(before: ExplainPlan, after: ExplainPlan): PlanDifference {
  const [left, right] = [planTree(before.Plan), planTree(after.Plan)];
  const pairs = matchPlans(left, right);
  const marks = new Map<PlanNode, NodeMark>();
  for (const [a, b] of pairs) {
    const mark = markOf(a, b, pairs);
    marks.set(a.node, mark);
    marks.set(b.node, mark);
  }
  for (const { node } of nodesOf(left)) if (!marks.has(node)) marks.set(node, 'removed');
  for (const { node } of nodesOf(right)) if (!marks.has(node)) marks.set(node, 'added');
  return { marks, culprit: culpritOf(left, right, pairs, marks) };
}

function markOf(a: PlanTree, b: PlanTree, pairs: ReadonlyMap<PlanTree, PlanTree>): NodeMark {
  if (way(a) !== way(b)) return 'changed';
  if (!sameWork(a.selfBuffers, b.selfBuffers)) return 'work';
  // What stands above may have come or gone: the nearest that has not must be the same.
  let above = a.parent;
  while (above && !pairs.has(above)) above = above.parent;
  const twins = new Set(pairs.values());
  let over = b.parent;
  while (over && !twins.has(over)) over = over.parent;
  if ((above ? pairs.get(above) : null) !== over) return 'moved';
  // The other side of the same join; below what has come or gone it says nothing.
  const direct = above === a.parent && over === b.parent;
  return direct && a.node['Parent Relationship'] !== b.node['Parent Relationship'] ? 'moved' : 'same';
}

/** How a node does what it does. */
function way({ node }: PlanTree): string {
  const { 'Node Type': type, 'Index Name': index, 'Join Type': join, Strategy: strategy } = node;
  return JSON.stringify([type, node['Relation Name'], index, join, strategy]);
}

function sameWork(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return true;
  return Math.abs(a - b) < leastPages || Math.max(a, b) < leastRatio * Math.min(a, b);
}

function culpritOf(
  left: PlanTree,
  right: PlanTree,
  pairs: ReadonlyMap<PlanTree, PlanTree>,
  marks: ReadonlyMap<PlanNode, NodeMark>,
): Culprit | null {
  const twins = new Map([...pairs].map(([a, b]) => [b, a]));
  const changes = [
    ...nodesOf(right).map((b) => change(b.node, twins.get(b)?.selfBuffers ?? 0, b.selfBuffers ?? 0)),
    ...nodesOf(left).flatMap((a) => (pairs.has(a) ? [] : [change(a.node, a.selfBuffers ?? 0, 0)])),
  ];
  const total = changes.reduce((sum, { delta }) => sum + delta, 0);
  const inDirection = changes.filter(({ delta }) => Math.sign(delta) === Math.sign(total) && delta !== 0);
  const worst = inDirection.sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta))[0];
  if (!worst) return null;
  const whole = inDirection.reduce((sum, { delta }) => sum + Math.abs(delta), 0);
  const { node, before, after, delta } = worst;
  return { node, mark: marks.get(node) ?? 'same', before, after, share: Math.abs(delta) / whole };
}

function change(node: PlanNode, before: number, after: number) {
  return { node, before, after, delta: after - before };
}
