import { nodeText } from '../../../analysis/plans/nodeText.ts';
import type { PlanNode } from '../../../evidence/ExplainPlan.ts';
import type { Capture, QueryResult } from '../../../findings/Result.ts';
import { formatCount } from '../../../units.ts';
import { formatRatio } from '../../text/amounts.ts';

type Forced = NonNullable<QueryResult['forced']>[number];

/** `With enable_seqscan off: cost 61,204, 2.1× that of the plan chosen`. */
export function forcedText({ settings, plan }: Forced, after: Capture): string {
  const under = Object.entries(settings)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  const cost = plan.Plan['Total Cost'];
  if (cost === undefined) return `With ${under}`;
  const chosen = after.plan?.Plan['Total Cost'] ?? 0;
  const times = chosen > 0 ? `, ${formatRatio(cost / chosen)} that of the plan chosen` : '';
  return `With ${under}: cost ${formatCount(cost)}${times}`;
}

/** How the relations are read, the first three. */
export function accessText({ plan }: Forced): string {
  const found: string[] = [];
  const visit = (node: PlanNode) => {
    if (node['Relation Name'] !== undefined) found.push(nodeText(node));
    for (const child of node.Plans ?? []) visit(child);
  };
  visit(plan.Plan);
  const shown = found.length > 3 ? [...found.slice(0, 3), `${found.length - 3} more`] : found;
  return `The planner would take ${shown.join(', ') || nodeText(plan.Plan)}.`;
}
