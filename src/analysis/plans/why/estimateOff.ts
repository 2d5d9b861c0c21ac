import { formatCount } from '../../../units.ts';
import { type Estimate, estimatesOf, firstDeparture } from '../estimates.ts';
import { nodeRelation, nodeText } from '../nodeText.ts';
import type { Why } from './WhyContext.ts';

/** The planner expects another number of rows than come, and did not before. */
export const estimateOff: Why = ({ before, after }) => {
  const departure = newDeparture(before.plan, after.plan);
  if (!departure) return [];
  const { node } = departure;
  return [
    {
      kind: 'estimate' as const,
      relation:
        node['Relation Name'] === undefined ? null : nodeRelation({ ...node, Alias: node['Relation Name'] }),
      index: node['Index Name'] ?? null,
      text: `${departureWords(departure)}, and what is above it was chosen for that.`,
    },
  ];
};

/** From an error of 10 on; before, the largest was less than half of it. */
export function newDeparture(
  before: Parameters<typeof estimatesOf>[0],
  after: Parameters<typeof estimatesOf>[0],
): Estimate | null {
  const departure = firstDeparture(after, leastError);
  const known = estimatesOf(before)[0]?.error ?? 1;
  return departure && departure.error >= 2 * known ? departure : null;
}

/** As pev2 marks estimates: 10, 100, 1000. */
const leastError = 10;

/** `The planner expects 1 row of Index Scan using a on public.b, and 20,000 come: 20,000 times more`. */
export function departureWords({ node, planned, actual, error }: Estimate): string {
  return `The planner expects ${formatCount(planned)} ${planned === 1 ? 'row' : 'rows'} of ${nodeText(node)}, and ${formatCount(actual)} come: ${formatCount(error)} times ${actual > planned ? 'more' : 'fewer'}`;
}
