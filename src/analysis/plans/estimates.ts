import type { PlanNode } from '../../evidence/ExplainPlan.ts';

/** How far the planner's number of rows is from what came. */
export interface Estimate {
  node: PlanNode;
  /** Rows of one loop. */
  planned: number;
  actual: number;
  /** The larger by the smaller, each at least 1 (the q-error of Moerkotte et al., VLDB 2009). */
  error: number;
}

/** Nodes that read all of their input before they give a row: what ends early above them does not end them early. */
const blocking = new Set(['Sort', 'Hash', 'Aggregate', 'Bitmap Index Scan']);
/** Nodes that give what they are given. */
const passing = new Set([
  'Sort',
  'Incremental Sort',
  'Hash',
  'Materialize',
  'Memoize',
  'Gather',
  'Gather Merge',
]);

/**
 * Of every node that was executed and whose number can be held against the plan, the largest error first. Below a
 * LIMIT, a semi-join or a merge join a scan ends before its last row: fewer rows than planned mean nothing there.
 */
export function estimatesOf(plan: PlanNode): Estimate[] {
  return collect(plan, true).sort((a, b) => b.error - a.error);
}

/** The lowest node at which the planner went wrong: its error is at least so large while those of its inputs are not. */
export function firstDeparture(plan: PlanNode, least: number): Estimate | null {
  const all = new Map(estimatesOf(plan).map((estimate) => [estimate.node, estimate]));
  const wrong = (node: PlanNode): boolean =>
    (all.get(node)?.error ?? 1) >= least || inputsOf(node).some(wrong);
  const departures = [...all.values()].filter(
    ({ node, error }) => error >= least && !passing.has(node['Node Type']) && !inputsOf(node).some(wrong),
  );
  return departures[0] ?? null;
}

function collect(node: PlanNode, whole: boolean): Estimate[] {
  if (node['Actual Loops'] === 0) return [];
  const own = estimateOf(node, whole);
  return [
    ...(own ? [own] : []),
    ...inputsOf(node).flatMap((child) => collect(child, runsOut(node, child, whole))),
  ];
}

function estimateOf(node: PlanNode, whole: boolean): Estimate | null {
  const { 'Plan Rows': rows, 'Actual Rows': actual } = node;
  if (rows === undefined || actual === undefined || node['Node Type'] === 'ModifyTable') return null;
  if (!whole && actual <= rows) return null;
  const [a, b] = [Math.max(1, rows), Math.max(1, actual)];
  return { node, planned: rows, actual, error: Math.max(a, b) / Math.min(a, b) };
}

/** Whether the child is read to its end. */
function runsOut(node: PlanNode, child: PlanNode, whole: boolean): boolean {
  const type = node['Node Type'];
  const relationship = child['Parent Relationship'];
  if (relationship === 'InitPlan' || relationship === 'SubPlan') return blocking.has(child['Node Type']);
  if (type === 'Limit' || type === 'Merge Join') return false;
  const join = node['Join Type'];
  if (relationship === 'Inner' && (join === 'Semi' || join === 'Anti')) return type === 'Hash Join';
  // A unique inner side ends with its first row; a hash join without inner rows does not read the outer side.
  if (relationship === 'Inner' && node['Inner Unique'] === true && type === 'Nested Loop') return false;
  if (relationship === 'Outer' && type === 'Hash Join') {
    const inner = node.Plans?.find((one) => one['Parent Relationship'] === 'Inner');
    if (inner?.['Actual Rows'] === 0) return false;
  }
  return blocking.has(type) || whole;
}

/** A bitmap's parts are parts of one scan. */
function inputsOf(node: PlanNode): PlanNode[] {
  return (node.Plans ?? []).filter(
    (child) => !child['Node Type'].startsWith('Bitmap Index') && !/^Bitmap(And|Or)$/.test(child['Node Type']),
  );
}
