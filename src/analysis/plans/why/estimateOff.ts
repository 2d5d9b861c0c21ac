import type { PlanNode } from '../../../evidence/ExplainPlan.ts';
import { formatCount } from '../../../units.ts';
import { type Estimate, estimatesOf, firstDeparture } from '../estimates.ts';
import { nodeText } from '../nodeText.ts';
import { conditionsOf, names } from './conditions.ts';
import type { LostIndex } from './LostIndex.ts';
import { quoteName } from './quoteName.ts';
import type { Why } from './WhyContext.ts';

/** The planner expects another number of rows than come, and did not before. */
export const estimateOff: Why = ({ before, after, lost, thresholds }) => {
  const departure = newDeparture(before.plan, after.plan, thresholds.estimateError);
  if (!departure || isAnswered(departure, lost)) return [];
  const scan = after.scans.find(({ node }) => node === departure.node);
  const own = conditionsOf({ ...departure.node, Plans: [] });
  const columns = (scan?.table?.columns ?? [])
    .map(({ name }) => quoteName(name))
    .filter((name) => own.some((condition) => names(condition, name)));
  return [
    {
      kind: 'estimate' as const,
      relation: scan?.relation ?? null,
      index: departure.node['Index Name'] ?? null,
      ...(columns.length > 0 ? { columns } : {}),
      text: `${departureWords(departure)}, and what is above it was chosen for that.`,
    },
  ];
};

/** Where an index that the condition had is out of use, nobody knows either how many rows it leaves: an effect, no reason. */
export function isAnswered({ node }: Estimate, lost: readonly LostIndex[]): boolean {
  return lost.some(
    ({ now, used, instead }) =>
      instead.some((scan) => scan.node === node) &&
      used.index !== null &&
      (now === null ||
        !now.valid ||
        now.definition !== used.index.definition ||
        hasOtherCondition(used.node, node)),
  );
}

function hasOtherCondition(before: PlanNode, after: PlanNode): boolean {
  const bare = (node: PlanNode) =>
    conditionsOf({ ...node, Plans: [] })
      .join(' ')
      .replace(/[()]/g, '');
  return !bare(after).includes(bare(before));
}

/** Where the planner goes wrong by so much; before, its largest error was less than half of it. */
export function newDeparture(before: PlanNode, after: PlanNode, least: number): Estimate | null {
  const departure = firstDeparture(after, least);
  const known = estimatesOf(before)[0]?.error ?? 1;
  return departure && departure.error >= 2 * known ? departure : null;
}

/** `The planner expects 1 row of Index Scan using a on public.b, and 20,000 come: 20,000 times more`. */
export function departureWords({ node, planned, actual, error }: Estimate): string {
  return `The planner expects ${formatCount(planned)} ${planned === 1 ? 'row' : 'rows'} of ${nodeText(node)}, and ${formatCount(actual)} come: ${formatCount(error)} times ${actual > planned ? 'more' : 'fewer'}`;
}
