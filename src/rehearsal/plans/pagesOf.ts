import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';

/** Shared pages that a plan's execution and its triggers read or hit; null where it was not executed. */
export function pagesOf({ Plan, 'Trigger Pages': triggers = 0 }: ExplainPlan): number | null {
  const { 'Shared Hit Blocks': hit, 'Shared Read Blocks': read } = Plan;
  return hit === undefined && read === undefined ? null : (hit ?? 0) + (read ?? 0) + triggers;
}
