import type { ForcedPlan } from '../../../evidence/QueryEvidence.ts';
import { formatCount } from '../../../units.ts';
import { scansOf } from './PlannedScan.ts';
import type { Why, WhyContext } from './WhyContext.ts';

/** Before PostgreSQL 18 a way that is switched off costs so much more (disable_cost in costsize.c). */
const disabled = 1e10;

/** The lost choice is still open to the planner, which takes it for dearer: by how much. */
export const costWeighed: Why = (context) => {
  const cost = context.after.plan['Total Cost'];
  const best = (context.query.forced ?? [])
    .filter((forced) => asBefore(forced, context))
    .sort((a, b) => costOf(a) - costOf(b))[0];
  if (!best || cost === undefined || cost <= 0) return [];
  const ratio = costOf(best) / cost;
  const tied = ratio <= context.thresholds.tieRatio;
  const index = context.lost[0]?.used.name ?? null;
  const settings = Object.entries(best.settings)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ');
  const figures = `with ${settings} it costs ${formatCount(costOf(best))}, and the plan that it took ${formatCount(cost)}`;
  return [
    {
      kind: tied ? ('cost-tie' as const) : ('cost' as const),
      relation: context.lost[0]?.scan.relation ?? null,
      index,
      text: tied
        ? `Both plans cost the planner nearly the same: ${figures}.`
        : `The planner could still take the plan of before, and holds it for ${ratio.toFixed(1)} times as dear: ${figures}.`,
    },
  ];
};

/** Uses again what was lost; where no index was, reads every relation in the way of before. */
function asBefore({ plan }: ForcedPlan, { lost, before, after }: WhyContext): boolean {
  const scans = scansOf(plan.Plan, after.catalog);
  if ((plan.Plan['Total Cost'] ?? 0) >= disabled) return false;
  if (lost.length > 0) {
    const used = new Set(scans.flatMap(({ indexes }) => indexes.map(({ name }) => name)));
    return lost.some(({ used: { name }, now }) => used.has(name) || (now !== null && used.has(now.name)));
  }
  const ways = (all: typeof scans) =>
    all.map(({ relation, alias, access }) => [relation, alias, access]).sort();
  return JSON.stringify(ways(scans)) === JSON.stringify(ways(before.scans));
}

function costOf({ plan }: ForcedPlan): number {
  return plan.Plan['Total Cost'] ?? Number.POSITIVE_INFINITY;
}
