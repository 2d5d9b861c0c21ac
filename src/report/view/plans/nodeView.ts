import type { Culprit, NodeMark } from '../../../analysis/plans/diffPlans.ts';
import { maskedText } from '../../../analysis/plans/maskedText.ts';
import { nodeRelation, nodeType } from '../../../analysis/plans/nodeText.ts';
import { selfBuffers } from '../../../analysis/plans/PlanTree.ts';
import { buffersOf } from '../../../evidence/buffersOf.ts';
import type { PlanNode } from '../../../evidence/ExplainPlan.ts';
import { nodesOfPlan } from '../../../evidence/nodesOfPlan.ts';
import { plural } from '../../text/amounts.ts';
import { type ComparedPlans, linesBeneath } from './ComparedPlans.ts';
import { conditionsOf, figuresOf, misestimateOf } from './nodeFields.ts';

const signs: Record<NodeMark, string> = {
  same: '',
  work: '≠',
  changed: '↔',
  moved: '↷',
  added: '+',
  removed: '−',
};
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
  /** `own`: a subtree that is the same in both trees, shown in the second; else its children alone are folded: partitions alike. */
  folded: { text: string; shown: boolean; own: boolean } | null;
  children: NodeView[];
}

export type Side = 'before' | 'after';

export function nodeView(node: PlanNode, plans: ComparedPlans, side: Side, depth = 0): NodeView {
  const { marks, twins, folds, culprit, mostPages } = plans;
  const mark = marks.get(node) ?? 'same';
  const pages = selfBuffers(node);
  const twin = twins.get(node);
  const others = new Map(twin ? conditionsOf(twin).map(({ name, value }) => [name, value]) : []);
  const folded = folds.has(node);
  const shown = !folded || side === 'after';
  const inside = folded ? { ...plans, folds: new Set<PlanNode>(), gaps: new Map<PlanNode, number>() } : plans;
  return {
    ...emptyLine(node, plans, depth),
    mark,
    sign: signs[mark],
    markLabel: markLabel(node, mark, twin),
    part: typeof node['Subplan Name'] === 'string' ? `${node['Subplan Name']}: ` : '',
    type: nodeType(node),
    index: node['Index Name'] ?? '',
    relation: nodeRelation(node),
    estimate: misestimateOf(node),
    figures: figuresOf(node, pages).join(' · '),
    bar: pages ? `${Number(Math.max(0.5, (100 * pages) / mostPages).toFixed(1))}%` : '',
    most: culprit?.node === node && mark !== 'same' ? mostText(culprit) : '',
    conditions: conditionsOf(node).map(({ name, value }) => ({
      name,
      value,
      other: twin !== undefined && others.has(name) && maskedText(others.get(name)) !== maskedText(value),
    })),
    folded: folded ? { text: foldedText(node), shown, own: true } : null,
    children: shown ? childrenOf(node, inside, side, depth + 1) : [],
  };
}

function childrenOf(node: PlanNode, plans: ComparedPlans, side: Side, depth: number): NodeView[] {
  return linesBeneath(node, plans).map((line) => {
    if (!Array.isArray(line)) return nodeView(line, plans, side, depth);
    const pages = line.reduce((sum, one) => sum + (buffersOf(one) ?? 0), 0);
    const inside = { ...plans, folds: new Set<PlanNode>(), gaps: new Map<PlanNode, number>() };
    return {
      ...emptyLine(line[0]!, plans, depth),
      folded: {
        text: `${line.length} more like this${pages > 0 ? `, ${plural(pages, 'page')}` : ''}`,
        shown: true,
        own: false,
      },
      children: line.map((one) => nodeView(one, inside, side, depth)),
    };
  });
}

function emptyLine(node: PlanNode, { gaps }: ComparedPlans, depth: number): NodeView {
  return {
    gaps: Array.from({ length: gaps.get(node) ?? 0 }, (_, index) => index),
    depth: Math.min(depth, deepest),
    mark: 'same',
    sign: '',
    markLabel: '',
    part: '',
    type: '',
    index: '',
    relation: '',
    estimate: null,
    figures: '',
    bar: '',
    most: '',
    conditions: [],
    folded: null,
    children: [],
  };
}

function markLabel(node: PlanNode, mark: NodeMark, twin: PlanNode | undefined): string {
  if (mark === 'same') return '';
  if (mark === 'work') return 'other amount of work';
  if (mark !== 'changed' || !twin) return mark;
  const kind = (one: PlanNode) => `${nodeType(one)} ${one['Index Name']} ${nodeRelation(one)}`;
  return kind(node) === kind(twin) ? 'done otherwise' : 'replaced';
}

function mostText({ share, nodes }: Culprit): string {
  const percent = `${Math.round(share * 100)} % of the difference`;
  return nodes.length > 1 ? `${percent}, with ${nodes.length - 1} more` : percent;
}

function foldedText(node: PlanNode): string {
  const pages = buffersOf(node);
  return `${plural(nodesOfPlan(node).length, 'node')} unchanged${pages ? `, ${plural(pages, 'page')}` : ''}`;
}
