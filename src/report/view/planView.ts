import type { NodeMark } from '../../analysis/plans/diffPlans.ts';
import { nodeRelation, nodeType } from '../../analysis/plans/nodeText.ts';
import { selfBuffers } from '../../analysis/plans/PlanTree.ts';
import type { ExplainPlan, PlanNode } from '../../evidence/ExplainPlan.ts';
import { formatCount } from '../../units.ts';
import { formatRatio, plural } from '../text/amounts.ts';

const markLabels: Record<NodeMark, string> = {
  same: '',
  work: 'other amount of work',
  changed: 'replaced',
  moved: 'moved',
  added: 'added',
  removed: 'removed',
};
const details = [
  'Index Cond',
  'Recheck Cond',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'Filter',
  'Rows Removed by Filter',
  'Rows Removed by Join Filter',
  'Rows Removed by Index Recheck',
  'Heap Fetches',
  'Sort Key',
  'Group Key',
  'Sort Method',
  'Temp Written Blocks',
  'Subplan Name',
] as const;

/** A plan as a tree of lines, with its JSON. */
export function planView(plan: ExplainPlan | null, marks: Map<PlanNode, NodeMark>, title: string) {
  if (!plan) return null;
  return { title, root: nodeView(plan.Plan, marks), json: JSON.stringify(plan, null, 2) };
}

export interface NodeView {
  mark: NodeMark;
  markLabel: string;
  type: string;
  index: string;
  relation: string;
  figures: string[];
  misestimate: string;
  details: { name: string; value: string }[];
  children: NodeView[];
}

function nodeView(node: PlanNode, marks: Map<PlanNode, NodeMark>): NodeView {
  const mark = marks.get(node) ?? 'same';
  return {
    mark,
    markLabel: markLabels[mark],
    type: nodeType(node),
    index: node['Index Name'] ?? '',
    relation: nodeRelation(node),
    figures: figuresOf(node),
    misestimate: misestimateOf(node),
    details: details.flatMap((name) => {
      const value = node[name];
      if (value === undefined || value === 0) return [];
      return [{ name, value: Array.isArray(value) ? value.join(', ') : String(value) }];
    }),
    children: (node.Plans ?? []).map((child) => nodeView(child, marks)),
  };
}

function figuresOf(node: PlanNode): string[] {
  const { 'Plan Rows': estimated, 'Actual Rows': actual, 'Actual Loops': loops } = node;
  const buffers = selfBuffers(node);
  const rows = [
    ...(estimated === undefined ? [] : [`est. ${formatCount(estimated)}`]),
    ...(actual === undefined ? [] : [`actual ${formatCount(actual)}`]),
  ];
  return [
    ...(rows.length > 0 ? [`rows ${rows.join(', ')}`] : []),
    ...(loops !== undefined && loops > 1 ? [`${formatCount(loops)} loops`] : []),
    ...(buffers === null ? [] : [`${plural(buffers, 'page')} itself`]),
  ];
}

/** From a factor of ten on, where pev2 begins to mark an estimate too. */
function misestimateOf({
  'Plan Rows': estimated,
  'Actual Rows': actual,
  'Actual Loops': loops,
}: PlanNode): string {
  if (estimated === undefined || actual === undefined || loops === 0) return '';
  const [a, b] = [Math.max(1, estimated), Math.max(1, actual)];
  const factor = Math.max(a / b, b / a);
  return factor < 10 ? '' : `estimate ${formatRatio(factor)} too ${a < b ? 'low' : 'high'}`;
}
