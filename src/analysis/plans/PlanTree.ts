import { createHash } from 'node:crypto';
import type { PlanNode } from '../../evidence/ExplainPlan.ts';
import { maskedText } from './maskedText.ts';

/** A plan node with what it is known by among the nodes of another plan of the same query. */
export interface PlanTree {
  node: PlanNode;
  parent: PlanTree | null;
  children: PlanTree[];
  /** The base relations beneath, by alias, which the planner makes unique within a query. */
  relations: ReadonlySet<string>;
  /** `InitPlan 1`, `SubPlan 2`, `CTE recent`, of the nearest such node above; '' for the query itself. */
  part: string;
  /** What the whole subtree does and how, figures apart. */
  signature: string;
  /** Pages read or hit by the node itself, its children apart; null where the plan does not say. */
  selfBuffers: number | null;
}

const partOf = (node: PlanNode, above: string) => {
  const name = node['Subplan Name'];
  return typeof name === 'string' ? name : above;
};

/** What a node does and how: costs, rows, times and what depends on the machine are no part of it. */
const identity = [
  'Node Type',
  'Parent Relationship',
  'Strategy',
  'Partial Mode',
  'Join Type',
  'Operation',
  'Command',
  'Relation Name',
  'Alias',
  'Index Name',
  'CTE Name',
  'Function Name',
  'Scan Direction',
  'Sort Key',
  'Presorted Key',
  'Group Key',
  'Index Cond',
  'Recheck Cond',
  'TID Cond',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'One-Time Filter',
  'Filter',
] as const;

export function planTree(node: PlanNode, parent: PlanTree | null = null): PlanTree {
  const tree: PlanTree = {
    node,
    parent,
    children: [],
    relations: new Set(),
    part: partOf(node, parent?.part ?? ''),
    signature: '',
    selfBuffers: selfBuffers(node),
  };
  tree.children = (node.Plans ?? []).map((child) => planTree(child, tree));
  const beneath = tree.children.flatMap(({ relations }) => [...relations]);
  const own = aliasOf(node);
  tree.relations = new Set(own === null ? beneath : [own, ...beneath]);
  const fields = identity.map((field) => maskedText(node[field]));
  // A hash of hashes: texts within texts would be escaped anew on every level.
  tree.signature = createHash('sha1')
    .update(JSON.stringify([fields, tree.children.map(({ signature }) => signature)]))
    .digest('base64');
  return tree;
}

/** The node and everything beneath it, itself first. */
export function nodesOf(tree: PlanTree): PlanTree[] {
  return [tree, ...tree.children.flatMap(nodesOf)];
}

/** Of what a scan reads: a relation, a CTE, a function's rows. */
export function aliasOf(node: PlanNode): string | null {
  return node.Alias ?? node['Relation Name'] ?? null;
}

/** Pages that a node read or hit itself, its children apart; null where the plan does not say. */
export function selfBuffers(node: PlanNode): number | null {
  const own = buffersOf(node);
  if (own === null) return null;
  const beneath = (node.Plans ?? []).reduce((sum, child) => sum + (buffersOf(child) ?? 0), 0);
  return Math.max(0, own - beneath);
}

/** Hit and read together: only the split between them differs from run to run. */
export function buffersOf(node: PlanNode): number | null {
  const { 'Shared Hit Blocks': hit, 'Shared Read Blocks': read } = node;
  return hit === undefined && read === undefined ? null : (hit ?? 0) + (read ?? 0);
}
