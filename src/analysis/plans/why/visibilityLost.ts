import { formatCount } from '../../../units.ts';
import type { PlannedScan } from './PlannedScan.ts';
import type { Why } from './WhyContext.ts';

/** An index alone no longer answers: pages are not marked all-visible, or the index lacks a column. */
export const visibilityLost: Why = ({ before, after }) =>
  before.scans.flatMap((was) => {
    if (was.access !== 'index only') return [];
    const is = after.scans.find(
      (scan) => scan.alias === was.alias && scan.relation === was.relation && scan.indexes.length > 0,
    );
    if (!is) return [];
    const fetches = { was: heapFetches(was), is: heapFetches(is) };
    const [then, now] = [visible(was), visible(is)];
    const fewer = then !== null && now !== null && now < then * 0.9;
    if (!fewer && fetches.is <= fetches.was) return [];
    const share =
      then === null || now === null
        ? ''
        : `${Math.round(now * 100)} % of the pages of ${is.relation} are marked all-visible, ${Math.round(then * 100)} % before: `;
    return [
      {
        kind: 'visibility' as const,
        relation: is.relation,
        index: is.indexes[0]!.name,
        text:
          is.access === 'index only'
            ? `${share}${is.indexes[0]!.name} had to look up ${formatCount(fetches.is)} rows in the table, ${formatCount(fetches.was)} before.`
            : `${share}an index-only scan would have to look up its rows in the table.`,
      },
    ];
  });

/** Rows that an index-only scan looked up in the table, all loops together. */
export function heapFetches({ node }: Pick<PlannedScan, 'node'>): number {
  return Number(node['Heap Fetches'] ?? 0);
}

/** Share of the table's pages; null where it is not known. */
function visible({ table }: PlannedScan): number | null {
  if (!table) return null;
  // After a rewrite both are 0 until the next VACUUM.
  return table.allVisible === 0 ? 0 : table.allVisible / Math.max(1, table.pages);
}
