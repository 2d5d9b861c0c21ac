import { maskedText } from '../../analysis/plans/maskedText.ts';
import { indexWords, nameOf } from '../../analysis/plans/why/Catalog.ts';
import { type LostIndex, lostIndexes } from '../../analysis/plans/why/LostIndex.ts';
import type { PlannedScan, UsedIndex } from '../../analysis/plans/why/PlannedScan.ts';
import { buffersOf } from '../../evidence/buffersOf.ts';
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
      return instead && readsMore(one, worse)
        ? [told(one, instead, new Set(one.instead.map(({ table }) => table?.oid)).size)]
        : [];
    });
  },
);

function told({ scan, used }: LostIndex, instead: PlannedScan, partitions: number): Told {
  // A partition among others that are read as before is told by its own name.
  const alone = partitions === 1 && scan.table && scan.root && scan.table !== scan.root;
  const relation = alone ? nameOf(scan.table!) : scan.relation;
  const words = instead.access === 'whole' ? `all of ${relation}` : `${relation} by ${wayOf(used, instead)}`;
  const was = sameName(used, instead) && used.index ? ` ${indexWords(used.index)}` : '';
  return {
    relation: scan.relation,
    words: `no longer uses ${used.name}${was}: it reads ${words}`,
    why: filterWords(instead.node),
  };
}

function wayOf(used: UsedIndex, { indexes, node }: PlannedScan): string {
  const definitions = sameName(used, { indexes });
  const names = indexes.map(({ name, index }) =>
    definitions && index ? `${name} ${indexWords(index)}` : name,
  );
  return names.join(' and ') || node['Node Type'];
}

function sameName(used: UsedIndex, { indexes }: Pick<PlannedScan, 'indexes'>): boolean {
  return indexes.some(({ name }) => name === used.name);
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
