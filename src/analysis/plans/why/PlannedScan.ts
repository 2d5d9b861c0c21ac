import type { PlanNode } from '../../../evidence/ExplainPlan.ts';
import { nodesOfPlan } from '../../../evidence/nodesOfPlan.ts';
import type { CatalogIndex, CatalogTable } from '../../../evidence/PlanCatalog.ts';
import { type Catalog, nameOf } from './Catalog.ts';
import { quoteName } from './quoteName.ts';

/** How a plan reads one relation. */
export interface PlannedScan {
  node: PlanNode;
  /** Schema-qualified and quoted; of a partition, the topmost table's. */
  relation: string;
  /** Tells scans of one relation apart: `o` and `o2` of a self-join. Partitions share their table's. */
  alias: string;
  /** Null where nobody looked at the catalog. */
  table: CatalogTable | null;
  /** The topmost table that it is a partition of, or itself. */
  root: CatalogTable | null;
  access: 'whole' | 'index' | 'index only' | 'bitmap' | 'other';
  indexes: UsedIndex[];
}

export interface UsedIndex {
  name: string;
  node: PlanNode;
  index: CatalogIndex | null;
}

const accesses: Record<string, PlannedScan['access']> = {
  'Seq Scan': 'whole',
  'Sample Scan': 'whole',
  'Index Scan': 'index',
  'Index Only Scan': 'index only',
  'Bitmap Heap Scan': 'bitmap',
};

/** Every scan of a relation, in the plan's order. */
export function scansOf(plan: PlanNode, catalog: Catalog): PlannedScan[] {
  return nodesOfPlan(plan).flatMap((node) => {
    const name = node['Relation Name'];
    if (name === undefined || node['Node Type'] === 'ModifyTable') return [];
    const table = catalog.tableNamed(node.Schema, name) ?? null;
    const root = table && catalog.rootOf(table);
    const indexes = indexNodes(node).map((used) => ({
      name: used['Index Name']!,
      node: used,
      index: (table && catalog.indexNamed(table, used['Index Name']!)) ?? null,
    }));
    const alias = node.Alias ?? name;
    return {
      node,
      relation: root
        ? nameOf(root)
        : node.Schema === undefined
          ? quoteName(name)
          : `${quoteName(node.Schema)}.${quoteName(name)}`,
      // EXPLAIN numbers partitions as events_1, events_2, … in the order of those that are left.
      alias: root && root !== table ? alias.replace(/_\d+$/, '') : alias,
      table,
      root,
      access: accesses[node['Node Type']] ?? 'other',
      indexes,
    };
  });
}

/** A bitmap's index scans are nodes of their own. */
function indexNodes(node: PlanNode): PlanNode[] {
  if (node['Index Name'] !== undefined) return [node];
  const bitmaps = (node.Plans ?? []).filter((child) => child['Node Type'].startsWith('Bitmap'));
  return node['Node Type'].startsWith('Bitmap') ? bitmaps.flatMap(indexNodes) : [];
}
