import type { PlanNode } from './ExplainPlan.ts';

/** A node and all beneath it, in preorder. */
export function nodesOfPlan(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOfPlan)];
}
