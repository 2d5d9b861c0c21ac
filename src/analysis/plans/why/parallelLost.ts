import type { PlanNode } from '../../../evidence/ExplainPlan.ts';
import { nodesOfPlan } from '../../../evidence/nodesOfPlan.ts';
import { formatCount } from '../../../units.ts';
import { type Catalog, nameOf } from './Catalog.ts';
import type { Why } from './WhyContext.ts';

/** Pages below which a table is not read in parallel: min_parallel_table_scan_size of 8 MB. */
const leastPages = 1024;

/** Under production's settings workers took part, and do not any more. */
export const parallelLost: Why = ({ before, after, query }) => {
  const was = before.capture.shape?.Plan;
  const is = after.capture.shape?.Plan;
  if (!was || !is || workersOf(was) === 0 || workersOf(is) > 0) return [];
  const small = smaller(was, before.catalog, after.catalog);
  const did = query.blame?.did ?? [];
  const why = small ?? (did.length > 0 ? ` since a migration ${did.join(' and ')}` : '');
  return [
    {
      kind: 'parallel' as const,
      relation: null,
      index: null,
      text: `${formatCount(workersOf(was))} parallel ${workersOf(was) === 1 ? 'worker' : 'workers'} took part before, none now${why}.`,
    },
  ];
};

/** Workers that the plan asks for. */
export function workersOf(plan: PlanNode): number {
  return Math.max(0, ...nodesOfPlan(plan).map((node) => Number(node['Workers Planned'] ?? 0)));
}

function smaller(plan: PlanNode, before: Catalog, after: Catalog): string | null {
  for (const node of nodesOfPlan(plan)) {
    if (node['Parallel Aware'] !== true || node['Relation Name'] === undefined) continue;
    const was = before.tableNamed(node.Schema, node['Relation Name']);
    const is = was && after.twinOf(was);
    if (was && is && was.pages >= leastPages && is.pages < leastPages)
      return `: ${nameOf(is)} has ${formatCount(is.pages)} pages now, ${formatCount(was.pages)} before, and min_parallel_table_scan_size is ${formatCount(leastPages)}`;
  }
  return null;
}
