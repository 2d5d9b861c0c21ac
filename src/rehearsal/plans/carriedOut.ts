import type { ExplainPlan, PlanNode } from '../../evidence/ExplainPlan.ts';
import { nodesOfPlan } from '../../evidence/nodesOfPlan.ts';

/** Whether a plan takes parallel workers, and whether it is compiled first (JIT): its identity leaves both out. */
export function carriedOut(plan: ExplainPlan): { parallel: boolean; compiled: boolean } {
  return { parallel: workersIn(plan.Plan), compiled: plan['JIT'] !== undefined };
}

function workersIn(plan: PlanNode): boolean {
  return nodesOfPlan(plan).some((node) => Number(node['Workers Planned'] ?? 0) > 0);
}
