import type { CatalogTable } from '../../../evidence/PlanCatalog.ts';
import { formatCount } from '../../../units.ts';
import type { PlanReason } from '../../Facts.ts';
import { columnChanges } from './columnChanged.ts';
import { names } from './conditions.ts';
import type { PlannedScan } from './PlannedScan.ts';
import { quoteName } from './quoteName.ts';
import type { Why, WhyContext } from './WhyContext.ts';

/** More of a table's partitions are read than before, of as many that there are. */
export const pruningLost: Why = (context) =>
  [...readPartitions(context.before.scans)].flatMap(([oid, was]) => {
    const is = readPartitions(context.after.scans).get(oid);
    if (!is) return asOneTable(was, context);
    if (is.read <= was.read) return [];
    const there = {
      was: context.before.catalog.leavesOf(was.root).length,
      is: context.after.catalog.leavesOf(is.root).length,
    };
    // Partitions that are new and read are work of their own; pruning is lost where old ones are read.
    if (is.read - was.read <= there.is - there.was) return [];
    return [
      {
        kind: 'pruning-lost' as const,
        relation: is.relation,
        index: null,
        ...keyFacts(was.root, is.root),
        text: `${formatCount(is.read)} of ${formatCount(there.is)} partitions of ${is.relation} are read, ${formatCount(was.read)} of ${formatCount(there.was)} before${because(was.root, is.root, context)}.`,
      },
    ];
  });

/** It stands in the query under its name, and is not partitioned any more. */
function asOneTable(was: ReadPartitions, { before, after }: WhyContext): PlanReason[] {
  const there = before.catalog.leavesOf(was.root).length;
  const now = after.scans.find(({ relation }) => relation === was.relation);
  if (!now || was.read >= there) return [];
  return [
    {
      kind: 'pruning-lost',
      relation: was.relation,
      index: null,
      was: was.root.partitionKey!,
      is: 'one table',
      text: `${was.relation} is one table now; ${formatCount(was.read)} of its ${formatCount(there)} partitions were read before.`,
    },
  ];
}

export interface ReadPartitions {
  root: CatalogTable;
  relation: string;
  /** Partitions that were read, those that were pruned when it ran left out. */
  read: number;
}

/** By the table's OID. */
export function readPartitions(scans: readonly PlannedScan[]): Map<number, ReadPartitions> {
  const found = new Map<number, ReadPartitions & { oids: Set<number> }>();
  for (const { root, table, relation, node } of scans) {
    if (!root || !table || root === table || root.partitionKey === null) continue;
    // Of a plan that was not executed, nobody knows what is pruned later.
    if (node['Actual Loops'] === 0) continue;
    const one = found.get(root.oid) ?? { root, relation, read: 0, oids: new Set() };
    one.read = one.oids.add(table.oid).size;
    found.set(root.oid, one);
  }
  return found;
}

function keyFacts({ partitionKey: was }: CatalogTable, { partitionKey: is }: CatalogTable) {
  return was === null || is === null ? {} : { was, is };
}

function because(was: CatalogTable, is: CatalogTable, context: WhyContext): string {
  if (was.partitionKey !== is.partitionKey)
    return `: it is partitioned by ${is.partitionKey} now, by ${was.partitionKey} before`;
  const column = columnChanges(context).find(
    (change) => change.table.oid === is.oid && names(is.partitionKey ?? '', quoteName(change.is.name)),
  );
  return column
    ? `: ${quoteName(column.is.name)}, its key, is ${column.is.type} now, ${column.was.type} before`
    : `: no condition on its key, ${is.partitionKey}, is left that the planner can prune by`;
}
