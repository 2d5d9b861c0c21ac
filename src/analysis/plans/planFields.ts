import type { PlanNode } from '../../evidence/ExplainPlan.ts';

/**
 * What EXPLAIN says of a node that tells what it does and how. Costs, rows, times, buffers, memory, workers and what
 * sorting and hashing took are figures, no part of it; so are lists of columns passed on (`Output`), counts of pruned
 * subplans, `Inner Unique` and `Disabled`. Names of fields as src/backend/commands/explain.c of PostgreSQL 12 to 18 has them.
 */

/** Compared as they are. */
export const kindFields = [
  'Node Type',
  'Operation',
  'Command',
  'Strategy',
  'Join Type',
  'Scan Direction',
  'CTE Name',
  'Function Name',
  'Table Function Name',
  'Tuplestore Name',
  'Custom Plan Provider',
  'Conflict Resolution',
  'Sampling Method',
] as const;

/** In what part of the work the node stands: another share among workers is the same work. */
export const roleFields = [
  'Parent Relationship',
  'Partial Mode',
  'Parallel Aware',
  'Async Capable',
  'Single Copy',
  'Cache Mode',
] as const;

/** Expressions whose order counts. */
export const keyFields = [
  'Sort Key',
  'Presorted Key',
  'Group Key',
  'Grouping Sets',
  'Hash Key',
  'Cache Key',
  'Order By',
  'Window',
  'Function Call',
  'Table Function Call',
  'Sampling Parameters',
  'Repeatable Seed',
  'Remote SQL',
  'Relations',
] as const;

/** Conditions, whose parts stand in any order. */
export const conditionFields = [
  'Index Cond',
  'Recheck Cond',
  'TID Cond',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'One-Time Filter',
  'Filter',
  'Run Condition',
  'Conflict Filter',
] as const;

/** Nodes that say how a plan is carried out, not which plan it is. */
export const plumbing: ReadonlySet<string> = new Set([
  'Gather',
  'Gather Merge',
  'Hash',
  'Materialize',
  'Memoize',
]);

/** Makes the bitmap that the Bitmap Heap Scan above it reads by. */
export function isBitmap(node: PlanNode): boolean {
  return /^Bitmap(?:And|Or| Index Scan)$/.test(node['Node Type']);
}
