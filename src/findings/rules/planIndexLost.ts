import { maskedText } from '../../analysis/plans/maskedText.ts';
import { buffersOf } from '../../analysis/plans/PlanTree.ts';
import { type LostIndex, lostIndexes } from '../../analysis/plans/why/LostIndex.ts';
import type { PlannedScan } from '../../analysis/plans/why/PlannedScan.ts';
import type { PlanNode } from '../../evidence/ExplainPlan.ts';
import { formatCount } from '../../units.ts';
import { reasonRule, type Told, type WorsePlan } from './reasonRule.ts';

/** A relation that was read through an index is now read whole, or through one that serves worse. */
export const planIndexLost = reasonRule(
  {
    id: 'plan/index-lost',
    title: 'A query no longer uses its index',
    why: 'It names the reason behind other findings of the query: far more of the relation is read for each call.',
    severity: 'warn; never where the query reads as little as before, as with a tiny table',
    example: { bad: 'WHERE reference::text = $1', good: 'WHERE reference = $1' },
  },
  (worse) => {
    const lost = lostIndexes(worse.before.scans, worse.after.scans, worse.after.catalog);
    return lost.flatMap((one) => {
      const instead = dearest(one.instead);
      // A join of a relation with itself reads it twice, and partitions are read one by one: it is said once.
      return instead && readsMore(one, worse) ? [told(one, instead)] : [];
    });
  },
);

function told({ scan, used }: LostIndex, instead: PlannedScan): Told {
  const whole = instead.access === 'whole';
  const other = instead.indexes.map(({ name }) => name).join(' and ');
  return {
    relation: scan.relation,
    words: `no longer uses ${used.name}: it reads ${whole ? `all of ${scan.relation}` : `${scan.relation} by ${other || instead.node['Node Type']}`}`,
    why: filterWords(instead.node),
  };
}

function dearest(scans: readonly PlannedScan[]): PlannedScan | undefined {
  return [...scans].sort((a, b) => pages([b]) - pages([a]))[0];
}

/** Of the relation alone: where the plans were not executed, the work of the whole has to do. */
function readsMore({ scan, instead }: LostIndex, { before, context }: WorsePlan): boolean {
  const { buffersPages, buffersRatio } = context.scenario.thresholds;
  if (instead.some(({ node }) => buffersOf(node) === null)) return true;
  const from = pages(
    before.scans.filter((one) => one.relation === scan.relation && one.alias === scan.alias),
  );
  const to = pages(instead);
  return to - from >= buffersPages && to >= from * buffersRatio;
}

function pages(scans: readonly PlannedScan[]): number {
  return scans.reduce((sum, { node }) => sum + (buffersOf(node) ?? 0), 0);
}

function filterWords(node: PlanNode): string {
  const filter = node['Filter'] === undefined ? null : String(maskedText(node['Filter']));
  const rows = (node['Actual Rows'] ?? 0) + (Number(node['Rows Removed by Filter']) || 0);
  const loops = node['Actual Loops'] ?? 1;
  const read =
    rows > 0 ? `Every call reads ${formatCount(rows * loops)} rows` : 'Every call reads far more of it';
  return filter ? `${read} and filters them by ${filter}.` : `${read}.`;
}
