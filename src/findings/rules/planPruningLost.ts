import { readPartitions } from '../../analysis/plans/why/pruningLost.ts';
import { formatCount } from '../../units.ts';
import { reasonRule } from './reasonRule.ts';

/** Partitions are read that were left out. */
export const planPruningLost = reasonRule(
  {
    id: 'plan/pruning-lost',
    title: 'A query reads partitions that it left out before',
    why: 'Partitions keep old rows out of the way; a query that reads all of them grows with the whole history.',
    severity: 'warn; never where the query reads as little as before',
    example: {
      bad: "WHERE created_at::date = '2026-02-15'",
      good: "WHERE created_at >= '2026-02-15' AND created_at < '2026-02-16'",
    },
  },
  ({ before, after }) => {
    const now = readPartitions(after.scans);
    return [...readPartitions(before.scans)].flatMap(([oid, was]) => {
      const there = before.catalog.leavesOf(was.root).length;
      const is = now.get(oid);
      if (!is) {
        // The table stands in the query under its name, and is none of partitions any more.
        const table = after.scans.find(({ relation }) => relation === was.relation);
        return table && was.read < there
          ? [
              {
                relation: was.relation,
                words: `reads ${was.relation} as one table; ${formatCount(was.read)} of its ${formatCount(there)} partitions were read before`,
                why: 'It is not partitioned any more.',
              },
            ]
          : [];
      }
      const leaves = after.catalog.leavesOf(is.root).length;
      return is.read > was.read && is.read - was.read > leaves - there
        ? [
            {
              relation: is.relation,
              words: `reads ${formatCount(is.read)} of ${formatCount(leaves)} partitions of ${is.relation}, ${formatCount(was.read)} of ${formatCount(there)} before`,
              why: 'No condition on the partition key is left that the planner can use.',
            },
          ]
        : [];
    });
  },
);
