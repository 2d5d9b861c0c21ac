import type { Culprit } from '../../analysis/plans/diffPlans.ts';
import { nodeText } from '../../analysis/plans/nodeText.ts';
import { formatCount } from '../../units.ts';
import { plural } from '../text/amounts.ts';

/** `98 % of the difference in pages lies in Seq Scan on public.orders o: 3 → 601 pages itself.` */
export function culpritText({ node, nodes, measure, before, after, share }: Culprit): string {
  const others = nodes.length > 1 ? ` and ${plural(nodes.length - 1, 'more partition')}` : '';
  const amount = `${formatCount(before)} → ${formatCount(after)}`;
  const figures = measure === 'cost' ? `cost ${amount}` : `${amount} ${measure}`;
  const itself = nodes.length > 1 ? 'themselves' : 'itself';
  return `${Math.round(share * 100)} % of the difference in ${measure} lies in ${nodeText(node)}${others}: ${figures} ${itself}.`;
}
