import type { PlanNode } from './ExplainPlan.ts';

/** Shared pages of a node with those beneath it, hit and read together: only the split between them differs from run to run. */
export function buffersOf(node: PlanNode): number | null {
  const { 'Shared Hit Blocks': hit, 'Shared Read Blocks': read } = node;
  return hit === undefined && read === undefined ? null : (hit ?? 0) + (read ?? 0);
}
