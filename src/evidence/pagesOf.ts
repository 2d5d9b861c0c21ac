import { buffersOf } from './buffersOf.ts';
import type { ExplainPlan } from './ExplainPlan.ts';

/** Shared pages that a plan's execution and its triggers read or hit; null where it was not executed. */
export function pagesOf({ Plan, 'Trigger Pages': triggers = 0 }: ExplainPlan): number | null {
  const pages = buffersOf(Plan);
  return pages === null ? null : pages + triggers;
}
