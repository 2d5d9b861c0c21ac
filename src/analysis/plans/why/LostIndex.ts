import type { CatalogIndex } from '../../../evidence/PlanCatalog.ts';
import type { Catalog } from './Catalog.ts';
import type { PlannedScan, UsedIndex } from './PlannedScan.ts';

/** An index by which a relation was read, and is not any more. */
export interface LostIndex {
  /** As the plan before read the relation. */
  scan: PlannedScan;
  used: UsedIndex;
  /** How the relation is read instead; empty where it is not. */
  instead: PlannedScan[];
  /** What became of the index: the same, one of its name, or one of its definition; null where there is none, or where nobody looked. */
  now: CatalogIndex | null;
}

/** Each once, whatever the number of partitions. */
export function lostIndexes(
  before: readonly PlannedScan[],
  after: readonly PlannedScan[],
  catalog: Catalog,
): LostIndex[] {
  const found = new Map<string, LostIndex>();
  for (const scan of before)
    for (const used of scan.indexes) {
      const instead = after.filter((other) => sameRelation(scan, other));
      if (instead.some((other) => other.indexes.some((one) => sameIndex(used, one)))) continue;
      const key = JSON.stringify([scan.relation, scan.alias, used.index?.definition ?? used.name]);
      if (!found.has(key)) found.set(key, { scan, used, instead, now: successorOf(scan, used, catalog) });
    }
  return [...found.values()];
}

/** The query's text is the same, and so are its aliases. */
function sameRelation(a: PlannedScan, b: PlannedScan): boolean {
  if (a.alias !== b.alias) return false;
  if (a.root && b.root && a.root.oid === b.root.oid) return true;
  return a.relation === b.relation || (a.table !== null && a.table.oid === b.table?.oid);
}

/** A renamed index is the same, and so is one that was made anew, or a partition's. */
function sameIndex(a: UsedIndex, b: UsedIndex): boolean {
  if (!a.index || !b.index) return a.name === b.name;
  return a.index.oid === b.index.oid || a.index.definition === b.index.definition;
}

function successorOf({ table }: PlannedScan, { index }: UsedIndex, catalog: Catalog): CatalogIndex | null {
  const twin = table && catalog.twinOf(table);
  if (!twin || !index) return null;
  const there = catalog.indexesOf(twin);
  return (
    there.find(({ oid }) => oid === index.oid) ??
    there.find(({ name }) => name === index.name) ??
    there.find(({ definition }) => definition === index.definition) ??
    null
  );
}
