import { buffersOf } from '../../evidence/buffersOf.ts';
import type { PlanNode } from '../../evidence/ExplainPlan.ts';

/** What a node alone did, its children apart; null where the plan does not say. */
export interface NodeFigures {
  /** Shared pages hit or read. */
  pages: number | null;
  /** Temporary pages read or written. */
  temporaryPages: number | null;
  /** Rows that it gave or threw away, over all loops. */
  rows: number | null;
  loops: number | null;
  /** In the planner's units, over all the times that it expects to run it. */
  cost: number | null;
}

/** Of what plans can be compared by: the amount of a node with everything beneath it. */
export type Measure = (node: PlanNode) => number | null;

export function temporaryOf(node: PlanNode): number | null {
  const { 'Temp Read Blocks': read, 'Temp Written Blocks': written } = node;
  // A plan with pages that says nothing of temporary ones had none.
  if (read === undefined && written === undefined) return buffersOf(node) === null ? null : 0;
  return (read ?? 0) + (written ?? 0);
}

const removed = [
  'Rows Removed by Filter',
  'Rows Removed by Join Filter',
  'Rows Removed by Index Recheck',
  'Rows Removed by Conflict Filter',
] as const;

/** Rows are means of the loops; a mean of what was thrown away is rounded. */
export function rowsOf(node: PlanNode): number | null {
  const { 'Actual Rows': rows, 'Actual Loops': loops } = node;
  if (rows === undefined || loops === undefined) return null;
  return removed.reduce((sum, field) => sum + (Number(node[field]) || 0), rows) * loops;
}
