import type { PlanNode } from '../../../evidence/ExplainPlan.ts';
import { formatCount } from '../../../units.ts';
import { type Estimate, estimatesOf, firstDeparture } from '../estimates.ts';
import { nodeText } from '../nodeText.ts';
import { columnChanges } from './columnChanged.ts';
import { conditionsOf, names } from './conditions.ts';
import type { LostIndex } from './LostIndex.ts';
import { quoteName } from './quoteName.ts';
import type { Why, WhyContext } from './WhyContext.ts';

/** The planner expects another number of rows than come, and did not before. */
export const estimateOff: Why = ({ before, after, lost, thresholds }) => {
  const departure = newDeparture(before.plan, after.plan, thresholds.estimateError);
  if (!departure || isAnswered(departure, { before, after, lost })) return [];
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

/**
 * Where an index that the condition had is out of use, as its column or the condition is another, nobody knows either
 * how many rows the condition leaves: an effect, and no reason.
 */
export function isAnswered({ node }: Estimate, { lost, ...sides }: Sides): boolean {
  const retyped = new Set(columnChanges(sides).map(({ table }) => table.oid));
  return lost.some(
    ({ now, used, instead }) =>
      (used.index !== null &&
        instead.some(
          (scan) => scan.node === node && (retyped.has(scan.table?.oid ?? 0) || !serves(now, used)),
        )) ||
      (instead.some((scan) => scan.node === node) && hasOtherCondition(used.node, node)),
  );
}

type Sides = Pick<WhyContext, 'lost'> & Parameters<typeof columnChanges>[0];

function serves(now: LostIndex['now'], { index }: LostIndex['used']): boolean {
  return now?.valid === true && now.definition === index?.definition;
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
