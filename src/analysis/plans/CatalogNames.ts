import type { CatalogColumn, CatalogIndex, CatalogTable, PlanCatalog } from '../../evidence/PlanCatalog.ts';

/** A catalog, looked up by the names that plans have, with names as they were before anything was renamed. */
export interface CatalogNames {
  table(schema: string | null, name: string): CatalogTable | undefined;
  /** The partitioned or inherited table above it; itself where there is none. */
  rootOf(table: CatalogTable): CatalogTable;
  /** `public.orders`, as it was called. */
  tableName(table: CatalogTable): string;
  columnName(table: CatalogTable, column: string): string;
  column(table: CatalogTable, column: string): CatalogColumn | undefined;
  /** @param table where the plan says which; else the index's name must be known once only */
  index(table: CatalogTable | undefined, name: string): CatalogIndex | undefined;
}

/**
 * @param before the catalog whose names count: what has kept its OID and lost its name is the same under a new one.
 * What took over the name of another is that other: a plan means what has the name.
 */
export function catalogNames(catalog: PlanCatalog, before: PlanCatalog | null = null): CatalogNames {
  const byOid = new Map(catalog.tables.map((table) => [table.oid, table]));
  const byName = grouped(catalog.tables, ({ name }) => name);
  const indexes = grouped(catalog.indexes, ({ name }) => name);
  const present = new Set(catalog.tables.map(written));
  const past = new Set(before?.tables.map(written));
  const formerly = new Map<number, CatalogTable>();
  for (const table of before?.tables ?? []) {
    const now = byOid.get(table.oid);
    if (now && (written(now) === written(table) || (!present.has(written(table)) && !past.has(written(now)))))
      formerly.set(now.oid, table);
  }
  const columns = new Map<number, Map<string, string>>();
  const columnsOf = (table: CatalogTable) => {
    const known = columns.get(table.oid);
    if (known) return known;
    const found = renamedColumns(formerly.get(table.oid)?.columns ?? [], table.columns);
    columns.set(table.oid, found);
    return found;
  };
  return {
    table(schema, name) {
      const found = byName.get(name) ?? [];
      return schema === null
        ? found.length === 1
          ? found[0]
          : undefined
        : found.find((one) => one.schema === schema);
    },
    rootOf: (table) => (table.root === null ? table : (byOid.get(table.root) ?? table)),
    tableName: (table) => written(formerly.get(table.oid) ?? table),
    columnName: (table, column) => columnsOf(table).get(column) ?? column,
    column: (table, column) => table.columns.find(({ name }) => name === column),
    index(table, name) {
      const found = indexes.get(name) ?? [];
      return table
        ? found.find((index) => index.table === table.oid)
        : found.length === 1
          ? found[0]
          : undefined;
    },
  };
}

function written({ schema, name }: CatalogTable): string {
  return `${schema}.${name}`;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/**
 * Present name → name before. Columns stand in the order in which they were added, so a name that came in the place of
 * one that went, between the same neighbours and of the same type, is a new name.
 */
function renamedColumns(
  before: readonly CatalogColumn[],
  after: readonly CatalogColumn[],
): Map<string, string> {
  const renamed = new Map<string, string>();
  const [old, present] = [new Set(before.map(({ name }) => name)), new Set(after.map(({ name }) => name))];
  let from = 0;
  let to = 0;
  while (from < before.length && to < after.length) {
    const [a, b] = [before[from]!, after[to]!];
    if (present.has(a.name) && old.has(b.name)) [from, to] = [from + 1, to + 1];
    else if (present.has(a.name)) to++;
    else {
      if (!old.has(b.name) && a.type === b.type) {
        renamed.set(b.name, a.name);
        to++;
      }
      from++;
    }
  }
  return renamed;
}
