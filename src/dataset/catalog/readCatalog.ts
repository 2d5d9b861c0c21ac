import type { Client } from 'pg';
import type { Catalog, CatalogColumn, CatalogTable, PgType } from './Catalog.ts';
import {
  columnsQuery,
  constraintsQuery,
  indexesQuery,
  leavesQuery,
  tablesQuery,
  typesQuery,
} from './queries.ts';

/** Every ordinary and partitioned table outside the system schemas and extensions. */
export async function readCatalog(client: Client): Promise<Catalog> {
  const tables = await client.query<CatalogTable>(tablesQuery);
  const types = typesOf((await client.query<TypeRow>(typesQuery)).rows);
  const byOid = new Map<number, CatalogTable>();
  for (const row of tables.rows)
    byOid.set(row.oid, { ...row, columns: [], leaves: [], keys: [], foreignKeys: [], checks: [] });

  const columns = await client.query<ColumnRow>(columnsQuery);
  for (const { table, typeOid, modifier, typeName, typeNotNull, ...column } of columns.rows)
    byOid.get(table)?.columns.push({
      ...column,
      notNull: column.notNull || typeNotNull,
      type: types(typeOid, modifier, typeName),
    });
  const leaves = await client.query<CatalogTable['leaves'][number] & { table: number }>(leavesQuery);
  for (const { table, ...leaf } of leaves.rows)
    byOid.get(table)?.leaves.push({ ...leaf, columns: [...new Set(leaf.columns)] });
  const indexes = await client.query<CatalogTable['keys'][number] & { table: number }>(indexesQuery);
  for (const { table, ...key } of indexes.rows) byOid.get(table)?.keys.push(key);
  const constraints = await client.query<ConstraintRow>(constraintsQuery);
  for (const { table, kind, definition, ...row } of constraints.rows) {
    const owner = byOid.get(table);
    if (kind === 'c') owner?.checks.push({ name: row.name, definition, columns: row.columns });
    else owner?.foreignKeys.push({ ...row, parent: row.parent!, parentColumns: row.parentColumns! });
  }
  return { tables: [...byOid.values()] };
}

interface ColumnRow extends Omit<CatalogColumn, 'type'> {
  table: number;
  typeOid: number;
  modifier: number;
  typeName: string;
  typeNotNull: boolean;
}
interface ConstraintRow {
  table: number;
  kind: 'c' | 'f';
  name: string;
  definition: string;
  columns: string[];
  parent: string | null;
  parentColumns: string[] | null;
  validated: boolean;
  full: boolean;
}
interface TypeRow {
  oid: number;
  name: string;
  type: string;
  category: string;
  domainOf: number;
  domainModifier: number;
  domainOfName: string | null;
  element: number | null;
  labels: string[];
  checkNames: string[] | null;
  checks: string[] | null;
  fields: { name: string; oid: number; modifier: number; typeName: string }[] | null;
}

function typesOf(rows: readonly TypeRow[]): (oid: number, modifier: number, name: string) => PgType {
  const byOid = new Map(rows.map((row) => [row.oid, row]));
  const resolve = (oid: number, modifier: number, name: string): PgType => {
    const row = byOid.get(oid);
    if (row?.type === 'd') {
      const below = resolve(row.domainOf, row.domainModifier, row.domainOfName ?? name);
      const own = (row.checks ?? []).map((definition, i) => ({ name: row.checkNames![i]!, definition }));
      return { ...below, oid, name, checks: [...below.checks, ...own] };
    }
    const array = row !== undefined && row.category === 'A' && row.element !== 0;
    const inner = array || row?.type === 'r' || row?.type === 'm' ? row.element : null;
    return {
      oid,
      name,
      sqlName: name,
      base: row?.name ?? name,
      baseOid: oid,
      kind: array ? 'array' : (kinds[row?.type ?? ''] ?? 'other'),
      modifier,
      labels: row?.labels ?? [],
      checks: [],
      element: inner ? resolve(inner, array ? modifier : -1, byOid.get(inner)?.name ?? '') : null,
      fields: (row?.type === 'c' ? (row.fields ?? []) : []).map((field) => ({
        name: field.name,
        type: resolve(field.oid, field.modifier, field.typeName),
      })),
    };
  };
  return resolve;
}

/** pg_type.typtype. */
const kinds: Record<string, PgType['kind']> = {
  b: 'base',
  e: 'enum',
  r: 'range',
  m: 'multirange',
  c: 'composite',
};
