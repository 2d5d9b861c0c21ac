import { formatCount } from '../../../units.ts';
import type { Why } from './WhyContext.ts';

/** From so many times the pages on, and so many more, a table has grown. */
const least = { ratio: 1.2, pages: 50 };

/** The table, or what is left of its old rows, takes more pages. */
export const tableGrew: Why = ({ before, after }) => {
  const scans = new Map(after.scans.map((scan) => [scan.table?.oid, scan]));
  return [...scans.values()].flatMap(({ table, relation }) => {
    const was = table && before.catalog.twinOf(table);
    if (!was || table.pages < was.pages * least.ratio || table.pages - was.pages < least.pages) return [];
    const grown = table.rows > was.rows * least.ratio;
    return [
      {
        kind: 'table-grew' as const,
        relation,
        index: null,
        text: `${relation} has ${formatCount(table.pages)} pages now, ${formatCount(was.pages)} before, ${grown ? `with ${formatCount(table.rows)} rows, ${formatCount(was.rows)} before` : 'with as many rows: the versions that an UPDATE left behind have taken space that stays'}.`,
      },
    ];
  });
};
