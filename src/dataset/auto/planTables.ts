import type { Client } from 'pg';
import type { Catalog, CatalogTable } from '../catalog/Catalog.ts';
import type { DatasetRequest } from '../Dataset.ts';
import { estimateDataset } from '../estimateDataset.ts';
import { resolveTables, type TargetTable } from '../resolveTables.ts';
import { isToolTable } from '../toolTables.ts';
import { type ExistingRows, existingRows, isComplete } from './existingRows.ts';
import type { Parent } from './Parent.ts';
import { type AutoRequest, type Lessons, planAuto } from './planAuto.ts';
import { shareSize } from './shareSize.ts';

/** What the catalog, what migrations left and what was asked for say of the tables to fill. */
export interface TablePlan {
  request: AutoRequest;
  /** Tables that an author has declared, whole or in part. */
  given: ReadonlySet<string>;
  /** Tables that keep the rows that they have, with what these are worth to others. */
  keep(table: string): void;
}

/** Rows with which tables are measured before a size is shared out. */
const measuredRows = 1000;

/** Other indexes, free space and TOAST, of the heap's size; and an entry of a unique index. */
const indexShare = 1.25;
const bytesPerKey = 24;

/** Decides which tables are filled and how many rows each one gets; declares nothing yet. */
export async function planTables(
  client: Client,
  asked: Pick<DatasetRequest, 'tables' | 'seed' | 'now' | 'auto'> & { rowsPerTable: number },
  catalog: Catalog,
): Promise<TablePlan> {
  const declared = new Map(
    resolveTables(asked.tables, catalog, false).map((target) => [target.table.name, target]),
  );
  const existing = await existingRows(client, catalog);
  const kept = new Map<string, Parent>();
  const keep = (name: string, rows: ExistingRows) => kept.set(name, { kind: 'existing', rows: rows.rows });
  for (const table of catalog.tables) {
    const rows = existing.get(table.name);
    if (declared.has(table.name)) continue;
    if (isToolTable(table.name)) keep(table.name, rows ?? { rows: [], last: {} });
    else if (rows !== undefined && isComplete(table, rows)) keep(table.name, rows);
  }
  const tables = () =>
    catalog.tables.filter(
      ({ name, kind }) => declared.has(name) || (kind !== 'partition' && !kept.has(name)),
    );
  const rows = ({ name }: CatalogTable) =>
    declared.get(name)?.rows ??
    Math.min(asked.rowsPerTable, asked.auto?.known?.get(name)?.rows ?? Number.POSITIVE_INFINITY);
  const request: AutoRequest = {
    tables: tables(),
    rowsOf: rows,
    given: new Map([...declared].map(([name, { declaration }]) => [name, declaration])),
    storage: new Map([...declared].map(([name, { storage }]) => [name, storage])),
    kept,
    last: new Map([...existing].map(([name, { last }]) => [name, last])),
    known: asked.auto?.known ?? new Map(),
    seed: asked.seed,
    now: asked.now,
  };
  if (asked.auto?.sizeBytes) request.rowsOf = await sizedRows(client, request, declared, asked.auto, catalog);
  return {
    request,
    given: new Set(declared.keys()),
    keep(name) {
      keep(name, existing.get(name) ?? { rows: [], last: {} });
      request.tables = tables();
    },
  };
}

/** Measures each table with few rows, and shares the size out. */
async function sizedRows(
  client: Client,
  request: AutoRequest,
  declared: ReadonlyMap<string, TargetTable>,
  { sizeBytes, production, touched }: NonNullable<DatasetRequest['auto']>,
  { tables: all }: Catalog,
): Promise<AutoRequest['rowsOf']> {
  const few = { ...request, rowsOf: (table: CatalogTable) => declared.get(table.name)?.rows ?? measuredRows };
  const targets = await planAuto(client, few, noLessons());
  const estimates = estimateDataset(
    targets.map(({ declaration, rows }) => ({ table: declaration, rows })),
    request.seed,
    request.now,
  );
  const parents = new Set(all.flatMap(({ foreignKeys }) => foreignKeys.map(({ parent }) => parent)));
  const names = new Set(touched.flatMap((name) => [name, `public.${name}`]));
  const sharing = targets.map(({ table, rows }, i) => ({
    name: table.name,
    bytesPerRow: (estimates[i]!.bytes / rows) * indexShare + table.keys.length * bytesPerKey,
    production: production?.[table.name] ?? null,
    touched: names.has(table.name),
    lookup: table.foreignKeys.length === 0 && parents.has(table.name) && table.columns.length <= 4,
  }));
  const fixed = sharing.filter(({ name }) => declared.has(name));
  const taken = fixed.reduce((sum, { name, bytesPerRow }) => sum + bytesPerRow * declared.get(name)!.rows, 0);
  const shares = shareSize(
    sharing.filter(({ name }) => !declared.has(name)),
    Math.max(0, sizeBytes! - taken),
  );
  return (table) => declared.get(table.name)?.rows ?? shares.get(table.name) ?? measuredRows;
}

export function noLessons(): Lessons {
  return { unfilled: new Map(), most: new Map(), empty: new Map() };
}
