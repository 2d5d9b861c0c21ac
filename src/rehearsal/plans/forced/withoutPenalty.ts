import type { ExplainPlan, PlanNode } from '../../../evidence/ExplainPlan.ts';

/** What a disabled node cost on top up to 17 (disable_cost in costsize.c); 18 counts them, and says `Disabled`. */
const penalty = 1e10;

/** The plan with the costs that it would have if nothing were disabled; what is disabled is marked as on 18. */
export function withoutPenalty(plan: ExplainPlan, major: number): ExplainPlan {
  return major >= 18 ? plan : { ...plan, Plan: priced(plan.Plan) };
}

function priced(node: PlanNode): PlanNode {
  const beneath = (node.Plans ?? []).some((child) => penalties(child) > 0);
  const copy: PlanNode = { ...node };
  for (const field of ['Startup Cost', 'Total Cost'] as const)
    if (node[field] !== undefined) copy[field] = Math.round((node[field] % penalty) * 100) / 100;
  if (penalties(node) > 0 && !beneath) copy['Disabled'] = true;
  if (node.Plans) copy.Plans = node.Plans.map(priced);
  return copy;
}

function penalties(node: PlanNode): number {
  return Math.floor((node['Total Cost'] ?? 0) / penalty);
}
