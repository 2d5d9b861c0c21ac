import type { PlanDifference } from '../../../analysis/plans/diffPlans.ts';
import { nodeText } from '../../../analysis/plans/nodeText.ts';
import type { ExplainPlan } from '../../../evidence/ExplainPlan.ts';
import { formatCount } from '../../../units.ts';
import { comparePlans, planAlone } from './ComparedPlans.ts';
import { type NodeView, nodeView } from './nodeView.ts';

/** Two plans of one query beside each other, with what became of each node; nodes that are the same in both are folded. */
export function planPairView(before: ExplainPlan, after: ExplainPlan, alike = false) {
  const plans = comparePlans(before, after, alike);
  return {
    before: nodeView(before.Plan, plans, 'before'),
    after: nodeView(after.Plan, plans, 'after'),
    culprit: culpritText(plans),
  };
}

/** One plan by itself. */
export function planAloneView(plan: ExplainPlan): NodeView {
  return nodeView(plan.Plan, planAlone(plan), 'after');
}

/** `97 % of the difference in pages: Seq Scan on public.orders, 5 → 23,840`; '' where there is none to tell. */
function culpritText({ culprit }: Pick<PlanDifference, 'culprit'>): string {
  if (!culprit || culprit.mark === 'same') return '';
  const { node, nodes, measure, before, after, share } = culprit;
  const others = nodes.length > 1 ? ` and ${nodes.length - 1} more` : '';
  return `${Math.round(share * 100)} % of the difference in ${measure}: ${nodeText(node)}${others}, ${formatCount(before)} → ${formatCount(after)}`;
}
