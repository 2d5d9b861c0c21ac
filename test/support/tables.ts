import type { CatalogColumn, CatalogTable, PgType } from '../../src/dataset/catalog/Catalog.ts';
import { type PreparedTable, prepareTables } from '../../src/dataset/prepareTables.ts';
import { readValue } from '../../src/dataset/values/readValue.ts';
import { TableSources } from '../../src/dataset/values/TableSources.ts';
import type { TableRows } from '../../src/index.ts';

/** The noon that tests agree on. */
export const now = Date.parse('2026-02-15T12:00:00Z');

export function pgType(base: string, modifier = -1, name = base): PgType {
  return {
    oid: 0,
    name,
    sqlName: name,
    base,
    baseOid: 0,
    kind: 'base',
    modifier,
    labels: [],
    checks: [],
    element: null,
    fields: [],
  };
}

export function catalogTable(
  name: string,
  columns: Record<string, string | Partial<CatalogColumn>>,
): CatalogTable {
  const all = Object.entries(columns).map(([column, given]): CatalogColumn => {
    const base = {
      name: column,
      notNull: false,
      hasDefault: false,
      defaultSql: null,
      identity: false,
      generated: false,
      sequences: [],
    };
    return typeof given === 'string'
      ? { ...base, type: pgType(given) }
      : { ...base, type: pgType('int4'), ...given };
  });
  return { oid: 1, name, kind: 'table', columns: all, leaves: [], keys: [], foreignKeys: [], checks: [] };
}

/** Compiles tables without a server; the first one is given back. */
export function prepare(
  tables: readonly TableRows[],
  columns: Record<string, string | Partial<CatalogColumn>>,
  seed = 1,
): PreparedTable {
  const targets = tables.map(({ table, rows }, i) => ({
    declaration: table,
    rows,
    table: catalogTable(table.name, i === 0 ? columns : {}),
  }));
  return prepareTables(targets, seed, now)(targets[0]!);
}

/** The values of a column in all rows. */
export function valuesOf(tables: readonly TableRows[], column: string, seed = 1): unknown[] {
  const { table, rows: count } = tables[0]!;
  const world = {
    seed,
    now,
    rows: new Map(tables.map(({ table, rows }) => [table.name, rows])),
    dictionaries: new Map(),
  };
  const sources = new TableSources(table, count, world);
  const values: unknown[] = [];
  for (let first = 0; first < count; first += 512) {
    const rows = Int32Array.from({ length: Math.min(512, count - first) }, (_, i) => first + i);
    sources.begin(rows, rows.length);
    const { vector } = sources.filled(column);
    for (let i = 0; i < rows.length; i++) values.push(readValue(vector, i));
  }
  return values;
}
