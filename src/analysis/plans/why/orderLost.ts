import { buffersOf } from '../../../evidence/buffersOf.ts';
import { columnOf } from './Catalog.ts';
import type { PlannedScan } from './PlannedScan.ts';
import { quoteName } from './quoteName.ts';
import type { Why } from './WhyContext.ts';

/** From so many times the pages, and so many more, that the same index leads to. */
const least = { ratio: 1.5, pages: 20 };
/** Less than this is what an ANALYZE of the same rows gives. */
const leastDifference = 0.001;

/** Rows that an index gives in its order lie elsewhere in the table: each costs a page of its own. */
export const orderLost: Why = ({ before, after }) => {
  const found = new Map<string, ReturnType<Why>[number]>();
  for (const was of before.scans)
    for (const { index } of was.indexes) {
      const key = index?.keys[0];
      const is = after.scans.find(
        (scan) =>
          scan.alias === was.alias &&
          scan.indexes.some(
            (one) => one.index?.oid === index?.oid || one.index?.definition === index?.definition,
          ),
      );
      if (!index || key === undefined || !is?.table || !was.table || !grew(was, is)) continue;
      const [then, now] = [columnOf(was.table, key)?.correlation, columnOf(is.table, key)?.correlation];
      if (then == null || now == null || Math.abs(then) - Math.abs(now) < leastDifference) continue;
      found.set(`${is.relation} ${key}`, {
        kind: 'order-lost',
        relation: is.relation,
        index: is.indexes[0]!.name,
        columns: [key],
        text: `The rows of ${is.relation} no longer lie in the order of ${quoteName(key)}: the correlation is ${now.toFixed(3)} now, ${then.toFixed(3)} before, and rows that follow each other in ${is.indexes[0]!.name} lie on other pages.`,
      });
    }
  return [...found.values()];
};

function grew(was: PlannedScan, is: PlannedScan): boolean {
  const [from, to] = [buffersOf(was.node), buffersOf(is.node)];
  return from !== null && to !== null && to >= from * least.ratio && to - from >= least.pages;
}
