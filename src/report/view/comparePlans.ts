import type { PlanNode } from '../../evidence/ExplainPlan.ts';

/** What became of a plan node: `work`: the same node, reading far more or fewer pages itself. */
export type NodeMark = 'same' | 'work' | 'changed' | 'added' | 'removed';

/**
 * Marks every node of two plans of one query. Nodes are matched by the relations beneath them: first those that
 * do the same in the same way, then scans of the same relation and joins of the same relations.
 */
export function comparePlans(before: PlanNode, after: PlanNode): Map<PlanNode, NodeMark> {
  const marks = new Map<PlanNode, NodeMark>();
  const left = flatten(before);
  const right = flatten(after);
  const match = (key: (place: Place) => string | null, mark: (a: PlanNode, b: PlanNode) => NodeMark) => {
    for (const a of left.filter(({ node }) => !marks.has(node))) {
      const wanted = key(a);
      const b =
        wanted === null ? undefined : right.find((other) => !marks.has(other.node) && key(other) === wanted);
      if (!b) continue;
      const result = mark(a.node, b.node);
      marks.set(a.node, result);
      marks.set(b.node, result);
    }
  };
  match(way, (a, b) => (sameWork(selfBuffers(a), selfBuffers(b)) ? 'same' : 'work'));
  match(role, () => 'changed');
  for (const { node } of left) if (!marks.has(node)) marks.set(node, 'removed');
  for (const { node } of right) if (!marks.has(node)) marks.set(node, 'added');
  return marks;
}

/** Pages that a node read or hit itself, its children apart; null where the plan does not say. */
export function selfBuffers(node: PlanNode): number | null {
  const own = buffersOf(node);
  if (own === null) return null;
  return Math.max(
    0,
    (node.Plans ?? []).reduce((left, child) => left - (buffersOf(child) ?? 0), own),
  );
}

function buffersOf(node: PlanNode): number | null {
  const { 'Shared Hit Blocks': hit, 'Shared Read Blocks': read } = node;
  return hit === undefined && read === undefined ? null : (hit ?? 0) + (read ?? 0);
}

interface Place {
  node: PlanNode;
  /** The relations beneath, by alias. */
  relations: string;
}

function flatten(node: PlanNode): Place[] {
  const children = (node.Plans ?? []).map(flatten);
  const beneath = children.flatMap(([child]) => (child?.relations ? child.relations.split('\n') : []));
  const alias = node.Alias ?? node['Relation Name'];
  const relations = [...new Set(alias === undefined ? beneath : [...beneath, alias])].sort().join('\n');
  return [{ node, relations }, ...children.flat()];
}

/** What a node does and how. */
function way({ node, relations }: Place): string {
  const { 'Node Type': type, 'Index Name': index, 'Join Type': join, Strategy: strategy } = node;
  return JSON.stringify([
    type,
    node['Relation Name'],
    index,
    join,
    strategy,
    node['Parent Relationship'],
    relations,
  ]);
}

/** What a node does: which relation it scans, or which it joins; null for the rest. */
function role({ node, relations }: Place): string | null {
  if (node['Relation Name'] !== undefined) return `scan ${relations}`;
  return node['Join Type'] !== undefined ? `join ${relations}` : null;
}

function sameWork(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return true;
  return Math.abs(a - b) < 16 || Math.max(a, b) < 2 * Math.min(a, b);
}
