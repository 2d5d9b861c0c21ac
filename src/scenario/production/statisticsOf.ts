import type { Production, ProductionColumn } from './Production.ts';

/**
 * What is known of a column. Autovacuum never analyzes a partitioned table itself: where it has no statistics of its
 * own, those of its largest partition stand for it, but for the number of distinct values where that is a count, since
 * other partitions have others.
 */
export function statisticsOf({ tables }: Production, table: string, column: string): ProductionColumn | null {
  const own = tables[table]?.columns[column];
  if (own === undefined || own.nullFrac !== undefined || !tables[table]!.partitioned) return own ?? null;
  const largest = leavesOf(tables, table).sort((a, b) => (b.rows ?? 0) - (a.rows ?? 0))[0];
  const { nDistinct, exact: _, ...found } = largest?.columns[column] ?? own;
  return nDistinct !== undefined && nDistinct < 0 ? { ...found, nDistinct } : found;
}

function leavesOf(tables: Production['tables'], parent: string): Production['tables'][string][] {
  return Object.entries(tables).flatMap(([name, table]) => {
    if (table.partitionOf !== parent) return [];
    return table.partitioned ? leavesOf(tables, name) : [table];
  });
}
