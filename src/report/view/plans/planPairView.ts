import {
  type Culprit,
  diffPlans,
  type NodeMark,
  type PlanDifference,
} from '../../../analysis/plans/diffPlans.ts';
import { maskedText } from '../../../analysis/plans/maskedText.ts';
import { nodeRelation, nodeText, nodeType } from '../../../analysis/plans/nodeText.ts';
import { buffersOf, selfBuffers } from '../../../analysis/plans/PlanTree.ts';
import type { ExplainPlan, PlanNode } from '../../../evidence/ExplainPlan.ts';
import { formatCount } from '../../../units.ts';
import { plural } from '../../text/amounts.ts';
import { alignTrees } from './alignTrees.ts';
import { conditionsOf, figuresOf, misestimateOf } from './nodeFields.ts';

const names: Record<NodeMark, { sign: string; label: string }> = {
  same: { sign: '', label: '' },
  work: { sign: '≠', label: 'other amount of work' },
  changed: { sign: '↔', label: 'replaced' },
  moved: { sign: '↷', label: 'moved' },
  added: { sign: '+', label: 'added' },
  removed: { sign: '−', label: 'removed' },
};
/** Fewer unchanged nodes are shown as they are. */
const leastFolded = 2;
const deepest = 16;

export interface NodeView {
  /** One for each empty line before it. */
  gaps: number[];
  depth: number;
  mark: NodeMark;
  sign: string;
  markLabel: string;
  /** `SubPlan 1: `. */
  part: string;
  type: string;
  index: string;
  relation: string;
  estimate: { level: string; text: string } | null;
  figures: string;
  /** Of the most that a node of either tree reads itself. */
  bar: string;
  /** `87 % of the difference`. */
  most: string;
  conditions: { name: string; value: string; other: boolean }[];
  /** Of a subtree that is the same in both trees; it is shown in the second. */
  folded: { text: string; shown: boolean } | null;
  children: NodeView[];
}

interface Pair extends Pick<PlanDifference, 'marks' | 'culprit'> {
  twins: ReadonlyMap<PlanNode, PlanNode>;
  /** Roots of subtrees that are the same in both trees. */
  folds: ReadonlySet<PlanNode>;
  gaps: ReadonlyMap<PlanNode, number>;
  mostPages: number;
}

/** Two plans of one query beside each other, with what became of each node; nodes that are the same in both are folded. */
export function planPairView(before: ExplainPlan, after: ExplainPlan) {
  const pair = compare(before, after);
  return {
    before: nodeView(before.Plan, pair, 'before'),
    after: nodeView(after.Plan, pair, 'after'),
    culprit: culpritText(pair),
  };
}

/** One plan by itself. */
export function planAloneView(plan: ExplainPlan): NodeView {
  const alone = new Map<PlanNode, never>();
  return nodeView(
    plan.Plan,
    {
      marks: alone,
      culprit: null,
      twins: alone,
      folds: new Set(),
      gaps: alone,
      mostPages: mostPages(nodesOf(plan.Plan)),
    },
    'after',
  );
}

function compare(before: ExplainPlan, after: ExplainPlan): Pair {
  const { marks, culprit, pairs } = diffPlans(before, after);
  const twins = new Map(
    [...pairs].flatMap(([a, b]): [PlanNode, PlanNode][] => [
      [a, b],
      [b, a],
    ]),
  );
  const folds = foldsOf(before.Plan, pairs, marks);
  const rows = (root: PlanNode) => nodesOf(root, (node) => folds.has(node));
  return {
    marks,
    culprit,
    twins,
    folds,
    gaps: alignTrees(rows(before.Plan), rows(after.Plan), pairs),
    mostPages: mostPages([...nodesOf(before.Plan), ...nodesOf(after.Plan)]),
  };
}

/** In preorder; nothing beneath a closed one. */
function nodesOf(root: PlanNode, closed: (node: PlanNode) => boolean = () => false): PlanNode[] {
  const found: PlanNode[] = [];
  const visit = (node: PlanNode) => {
    found.push(node);
    if (!closed(node)) for (const child of node.Plans ?? []) visit(child);
  };
  visit(root);
  return found;
}

function mostPages(nodes: PlanNode[]): number {
  return Math.max(1, ...nodes.map((node) => selfBuffers(node) ?? 0));
}

/** Both roots of each pair of subtrees in which every node is the same. */
function foldsOf(
  root: PlanNode,
  pairs: ReadonlyMap<PlanNode, PlanNode>,
  marks: ReadonlyMap<PlanNode, NodeMark>,
): Set<PlanNode> {
  const folds = new Set<PlanNode>();
  const visit = (node: PlanNode) => {
    const twin = pairs.get(node);
    const left = nodesOf(node);
    const right = twin ? nodesOf(twin) : [];
    const same =
      left.length === right.length &&
      left.every((one, index) => marks.get(one) === 'same' && pairs.get(one) === right[index]);
    if (same && left.length >= leastFolded) for (const one of [node, twin!]) folds.add(one);
    else for (const child of node.Plans ?? []) visit(child);
  };
  visit(root);
  return folds;
}

function nodeView(node: PlanNode, pair: Pair, side: 'before' | 'after', depth = 0): NodeView {
  const { marks, twins, folds, gaps, mostPages } = pair;
  const mark = marks.get(node) ?? 'same';
  const pages = selfBuffers(node);
  const twin = twins.get(node);
  const others = new Map(twin ? conditionsOf(twin).map(({ name, value }) => [name, value]) : []);
  const folded = folds.has(node);
  const shown = !folded || side === 'after';
  const inside = folded ? { ...pair, folds: new Set<PlanNode>(), gaps: new Map<PlanNode, number>() } : pair;
  const culprit = pair.culprit?.nodes.includes(node) ? pair.culprit : null;
  return {
    gaps: Array.from({ length: gaps.get(node) ?? 0 }, (_, index) => index),
    depth: Math.min(depth, deepest),
    mark,
    sign: names[mark].sign,
    markLabel: names[mark].label,
    part: typeof node['Subplan Name'] === 'string' ? `${node['Subplan Name']}: ` : '',
    type: nodeType(node),
    index: node['Index Name'] ?? '',
    relation: nodeRelation(node),
    estimate: misestimateOf(node),
    figures: figuresOf(node, pages).join(' · '),
    bar: pages ? `${Number(Math.max(0.5, (100 * pages) / mostPages).toFixed(1))}%` : '',
    most: culprit && mark !== 'same' ? mostText(culprit) : '',
    conditions: conditionsOf(node).map(({ name, value }) => ({
      name,
      value,
      other: twin !== undefined && others.has(name) && maskedText(others.get(name)) !== maskedText(value),
    })),
    folded: folded ? { text: foldedText(node), shown } : null,
    children: shown ? (node.Plans ?? []).map((child) => nodeView(child, inside, side, depth + 1)) : [],
  };
}

function mostText({ share, nodes }: Culprit): string {
  const percent = `${Math.round(share * 100)} % of the difference`;
  return nodes.length > 1 ? `${percent}, with ${nodes.length - 1} more` : percent;
}

function foldedText(node: PlanNode): string {
  const pages = buffersOf(node);
  return `${plural(nodesOf(node).length, 'node')} unchanged${pages ? `, ${plural(pages, 'page')}` : ''}`;
}

/** `97 % of the difference in pages: Seq Scan on public.orders, 5 → 23,840`; '' where there is none to tell. */
function culpritText({ culprit }: Pick<PlanDifference, 'culprit'>): string {
  if (!culprit || culprit.mark === 'same') return '';
  const { node, nodes, measure, before, after, share } = culprit;
  const others = nodes.length > 1 ? ` and ${nodes.length - 1} more` : '';
  return `${Math.round(share * 100)} % of the difference in ${measure}: ${nodeText(node)}${others}, ${formatCount(before)} → ${formatCount(after)}`;
}
