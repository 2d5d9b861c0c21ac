import type { PlanDifference } from '../../src/analysis/plans/diffPlans.ts';
import type { PlanNode } from '../../src/evidence/ExplainPlan.ts';

/** `Index Scan o`; all partitions of the events are one. */
export function labelOf(node: PlanNode): string {
  const partition = node['Relation Name']?.startsWith('events_');
  const alias = partition ? node.Alias?.replace(/_\d+$/, '') : node.Alias;
  return alias === undefined ? node['Node Type'] : `${node['Node Type']} ${alias}`;
}

/** `Sort added`, `12 × Seq Scan events changed`. */
export function marksOf({ changes }: PlanDifference): string[] {
  const counts = new Map<string, number>();
  for (const { mark, before, after } of changes) {
    const text = `${labelOf(after ?? before!)} ${mark}`;
    if (mark !== 'same') counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => (count === 1 ? text : `${count} × ${text}`));
}

/** `Seq Scan o`, `Sort by temporary pages`, `12 × Seq Scan events by rows`. */
export function culpritOf({ culprit }: PlanDifference): string | null {
  if (!culprit) return null;
  const { node, nodes, measure } = culprit;
  const label = nodes.length === 1 ? labelOf(node) : `${nodes.length} × ${labelOf(node)}`;
  return measure === 'pages' ? label : `${label} by ${measure}`;
}
