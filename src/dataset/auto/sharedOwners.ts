import type { CatalogForeignKey, CatalogTable } from '../catalog/Catalog.ts';
import type { AutoTable } from './AutoTable.ts';
import { type Parent, rowsOf } from './Parent.ts';
import { declareReference } from './referenceColumns.ts';

/** By table and column: the table whose row owns the row, a tenant most often. */
export type SharedOwners = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Rows that an owner has at least, as a share of the tables that it owns rows of. */
const rowsPerOwner = 20;

/**
 * Where two keys of a table share a column, as in (tenant_id, user_id) and (tenant_id, project_id), both parents must
 * belong to one owner. All tables on the way then refer to owners in turn, so that rows whose numbers leave the same
 * remainder have the same owner.
 */
export function sharedOwners(tables: readonly CatalogTable[]): SharedOwners {
  const byName = new Map(tables.map((table) => [table.name, table]));
  const owners = new Map<string, Map<string, string>>();
  const open: { table: CatalogTable; column: string }[] = [];
  for (const table of tables)
    for (const [i, one] of table.foreignKeys.entries()) {
      // A parent of the same table and the same tenant.
      const kept =
        one.parent === table.name ? one.columns.filter((name) => parentColumn(one, name) === name) : [];
      if (kept.length < one.columns.length) for (const column of kept) open.push({ table, column });
      for (const other of table.foreignKeys.slice(i + 1)) {
        const shared = one.columns.filter((name) => other.columns.includes(name));
        if (shared.length === one.columns.length || shared.length === other.columns.length) continue;
        for (const column of shared) open.push({ table, column });
      }
    }
  for (let next = open.pop(); next; next = open.pop()) {
    const { table, column } = next;
    const known = owners.get(table.name) ?? new Map<string, string>();
    const root = rootOf(table, column, byName);
    if (root === null || known.has(column)) continue;
    owners.set(table.name, known.set(column, root));
    for (const key of wide(table, column)) {
      const parent = byName.get(key.parent);
      if (parent !== undefined) open.push({ table: parent, column: parentColumn(key, column) });
    }
  }
  return owners;
}

/** Owners that have too many rows for what they own, with how many they may have. */
export function tooManyOwners(
  owners: SharedOwners,
  autos: readonly AutoTable[],
  parents: ReadonlyMap<string, Parent>,
): Map<string, number> {
  const most = new Map<string, number>();
  for (const { table, rows } of autos)
    for (const root of new Set(owners.get(table.name)?.values()))
      most.set(root, Math.min(most.get(root) ?? Number.POSITIVE_INFINITY, rows));
  for (const [root, least] of most) {
    const parent = parents.get(root);
    const fits =
      parent === undefined || parent.kind === 'existing' || rowsOf(parent) * 2 <= least || least === 1;
    if (fits) most.delete(root);
    else most.set(root, Math.max(1, Math.floor(least / rowsPerOwner)));
  }
  return most;
}

/** Declares the references that lead to a shared owner. */
export function declareOwned(
  auto: AutoTable,
  owners: SharedOwners,
  parents: ReadonlyMap<string, Parent>,
): void {
  for (const [column, root] of owners.get(auto.table.name) ?? []) {
    const parent = parents.get(root);
    if (parent === undefined) continue;
    const values = rowsOf(parent);
    const direct = auto.table.foreignKeys.find(
      ({ columns }) => columns.length === 1 && columns[0] === column,
    );
    if (direct !== undefined && auto.columns[column] === undefined) {
      const digit = { stride: 1, values };
      declareReference(auto, direct, parents, { digit, once: false });
      auto.digits.set(column, digit);
    }
    let stride = 1;
    for (const key of wide(auto.table, column)) {
      const owned = parents.get(key.parent);
      if (owned?.kind !== 'declared') continue;
      const counts = key.columns.find((name) => auto.columns[name] === undefined && name !== column);
      if (counts === undefined || !isTold(auto.table, counts)) {
        declareReference(auto, key, parents, { alike: values });
        continue;
      }
      declareReference(auto, key, parents, { alike: values, inTurn: stride });
      const digit = { stride: values * stride, values: Math.max(1, Math.floor(rowsOf(owned) / values)) };
      if (!auto.digits.has(column)) auto.digits.set(column, { stride: 1, values });
      auto.digits.set(counts, digit);
      stride *= digit.values;
    }
  }
}

/** Whether a key of the table has nothing but references, and columns of few values, to tell its rows apart. */
function isTold({ keys, foreignKeys, columns }: CatalogTable, name: string): boolean {
  const referring = new Set(foreignKeys.flatMap((key) => key.columns));
  const few = (member: string) => {
    const type = columns.find((column) => column.name === member)?.type;
    return type?.kind === 'enum' || type?.base === 'bool';
  };
  return keys.some(
    (key) =>
      key.kind !== 'exclusion' &&
      key.columns?.includes(name) &&
      key.columns.every((member) => referring.has(member) || few(member)),
  );
}

function wide(table: CatalogTable, column: string): CatalogForeignKey[] {
  return table.foreignKeys.filter((key) => key.columns.length > 1 && key.columns.includes(column));
}

function parentColumn(key: CatalogForeignKey, column: string): string {
  return key.parentColumns[key.columns.indexOf(column)]!;
}

/** Follows references to the table that a single column refers to. */
function rootOf(
  start: CatalogTable,
  column: string,
  byName: ReadonlyMap<string, CatalogTable>,
): string | null {
  const seen = new Set<string>();
  let [table, name] = [start, column];
  while (!seen.has(table.name)) {
    seen.add(table.name);
    const current = name;
    const single = table.foreignKeys.find((key) => key.columns.length === 1 && key.columns[0] === current);
    if (single !== undefined) return single.parent;
    const [key] = wide(table, name);
    const parent = key && byName.get(key.parent);
    if (parent === undefined) return null;
    [table, name] = [parent, parentColumn(key!, name)];
  }
  return null;
}
