import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';

/** Pages that a plan's execution wrote to temporary files, where memory did not reach; 0 where it was not executed. */
export function temporaryPagesOf({ Plan }: ExplainPlan): number {
  return Plan['Temp Written Blocks'] ?? 0;
}
