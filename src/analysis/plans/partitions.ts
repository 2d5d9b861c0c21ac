import type { PlanNode } from '../../evidence/ExplainPlan.ts';

/** What a scan of a partition, or of a table that inherits, has in common with those of its siblings. */
export interface PartitionOf {
  /** What the plan calls the whole of it. */
  alias: string;
  /** The partitioned table, where only its partitions' names tell: `orders_?`. */
  table: string;
}

const several: ReadonlySet<string> = new Set(['Append', 'Merge Append', 'ModifyTable']);

/**
 * Which scans of a plan are of partitions, as far as the plan itself tells: several beneath one Append, whose aliases are
 * the table's with a number (PostgreSQL 13 and later; inherit.c gives them the parent's), or whose names differ in
 * numbers only. One that is left alone of its kind has no Append above it, and is known from the catalog, or
 * from another plan of the query that reads several.
 */
export function partitionsIn(plan: PlanNode, other?: PlanNode): Map<PlanNode, PartitionOf> {
  const found = new Map<PlanNode, PartitionOf>();
  const known = new Map<string, PartitionOf>();
  for (const [scan, partition] of other ? partitionsIn(other) : [])
    known.set(scan['Relation Name']!, partition);
  const visit = (node: PlanNode) => {
    if (several.has(node['Node Type'])) {
      for (const [alias, scans] of grouped(scansOf(node))) {
        const relations = new Set(scans.map((scan) => scan['Relation Name']!));
        if (relations.size < 2) continue;
        const [table, ...others] = new Set([...relations].map(maskedPartition));
        for (const scan of scans)
          if (!found.has(scan))
            found.set(scan, { alias, table: others.length === 0 ? table! : `${alias}_?` });
      }
    }
    const relation = node['Relation Name'];
    const elsewhere = relation === undefined ? undefined : known.get(relation);
    if (elsewhere && !found.has(node) && (node.Alias === elsewhere.alias || node.Alias === relation))
      found.set(node, elsewhere);
    for (const child of node.Plans ?? []) visit(child);
  };
  visit(plan);
  return found;
}

/** A partition's name without what tells it from its siblings: `orders_2024_01` and `orders_p7` are `orders_?`. */
export function maskedPartition(name: string): string {
  return name.replace(/(?:_?(?:y|m|w|d|q|p|part|partition)?\d+)+$/i, '_?');
}

function grouped(scans: readonly PlanNode[]): Map<string, PlanNode[]> {
  const groups = new Map<string, PlanNode[]>();
  for (const scan of scans) {
    const key = aliasGroup(scan);
    const known = groups.get(key);
    if (known) known.push(scan);
    else groups.set(key, [scan]);
  }
  return groups;
}

function aliasGroup(scan: PlanNode): string {
  const relation = scan['Relation Name']!;
  const alias = scan.Alias ?? relation;
  return alias === relation ? maskedPartition(relation) : alias.replace(/_\d+$/, '');
}

/** Not of another query beneath it. */
function scansOf(node: PlanNode): PlanNode[] {
  return (node.Plans ?? []).flatMap((child) => {
    if (child['Subplan Name'] !== undefined || child['Parent Relationship'] === 'Subquery') return [];
    return child['Relation Name'] === undefined ? scansOf(child) : [child];
  });
}
