import { formatCount } from '../../../units.ts';
import type { Why } from './WhyContext.ts';

/** From so many times the pages on, and so many more, a table has grown. */
const least = { ratio: 1.2, pages: 50 };

/** The table, or what is left of its old rows, takes more pages. */
export const tableGrew: Why = ({ before, after }) => {
  const scans = new Map(after.scans.map((scan) => [scan.table?.oid, scan]));
  return [...scans.values()].flatMap(({ table, relation }) => {
    const was = table && before.catalog.twinOf(table);
    // Without figures of its own where it is partitioned, or was never vacuumed.
    if (!was || was.kind !== table.kind || was.pages < 0) return [];
    if (table.pages < was.pages * least.ratio || table.pages - was.pages < least.pages) return [];
    const rows = { was: `${formatCount(was.rows)} rows`, is: `${formatCount(table.rows)} rows` };
    const grown = table.rows > was.rows * least.ratio;
    return [
      {
        kind: 'table-grew' as const,
        relation,
        index: null,
        ...(grown ? rows : {}),
        text: `${relation} has ${formatCount(table.pages)} pages now, ${formatCount(was.pages)} before, ${grown ? `with ${rows.is}, ${rows.was} before` : 'with as many rows: they take more space each, or old versions of them have left theirs behind'}.`,
      },
    ];
  });
};
