import type { Client } from 'pg';
import { PgrehearseError } from '../errors.ts';
import type { Server } from '../server/Server.ts';
import { autoTables } from './auto/autoTables.ts';
import { existingRows } from './auto/existingRows.ts';
import type { Parent } from './auto/referenceColumns.ts';
import type { Catalog } from './catalog/Catalog.ts';
import { checkDisk, leastHeapBytes } from './checkDisk.ts';
import type { Dataset, DatasetProgress, DatasetRequest } from './Dataset.ts';
import { type FailedTable, loadTables } from './loadTables.ts';
import { type PreparedTable, prepareTables } from './prepareTables.ts';
import { resolveTables, type TargetTable } from './resolveTables.ts';

/** Loads the declared tables and, where asked, all others from the catalog alone. */
export async function fillTables(
  server: Server,
  request: DatasetRequest,
  catalog: Catalog,
  clients: readonly Client[],
  progress: DatasetProgress,
): Promise<{ prepared: PreparedTable[]; unfilled: Dataset['unfilled'] }> {
  const { seed, now, rowsPerTable, module = null } = request;
  const { superuser } = server;
  const declared = resolveTables(request.tables, catalog);
  if (rowsPerTable === null) {
    const prepared = declared.map(prepareTables(declared, seed, now));
    checkDisk(server, leastHeapBytes(prepared), (text) => progress.step(text));
    await loadTables(prepared, clients, { superuser, mayFail: new Set(), module, progress });
    return { prepared, unfilled: [] };
  }

  const others = await existingRows(clients[0]!, catalog);
  for (const { table, declaration, rows } of declared)
    others.set(table.name, { kind: 'declared', auto: { declaration, rows } });
  return fillAll({ server, request, catalog, clients, progress }, declared, others, rowsPerTable);
}

interface Filling {
  server: Server;
  request: DatasetRequest;
  catalog: Catalog;
  clients: readonly Client[];
  progress: DatasetProgress;
}

/** Fills what can be filled: a table that fails is left empty, and those that refer to it are filled again without it. */
async function fillAll(
  { server, request, catalog, clients, progress }: Filling,
  declared: readonly TargetTable[],
  others: ReadonlyMap<string, Parent>,
  rows: number,
): Promise<{ prepared: PreparedTable[]; unfilled: Dataset['unfilled'] }> {
  const tables = catalog.tables.filter(({ name, kind }) => kind !== 'partition' && !others.has(name));
  const loaded = new Map<string, PreparedTable>();
  let unfilled = new Map<string, string>();
  for (;;) {
    const auto = autoTables({ tables, rows, others, unfilled });
    const targets = [...declared, ...auto.targets];
    const { prepared, failed } = prepareEach(targets, declared, request);
    for (const [table, reason] of failed) auto.unfilled.set(table, reason);
    if (failed.size > 0) {
      unfilled = auto.unfilled;
      continue;
    }

    const lost = [...auto.unfilled.keys()].filter((name) => !unfilled.has(name) || loaded.has(name));
    const stale = new Set([
      ...lost,
      ...catalog.tables.filter(refersTo(auto.unfilled)).map(({ name }) => name),
    ]);
    for (const name of stale) if (loaded.delete(name)) await empty(clients[0]!, name);
    const open = prepared.filter(({ target }) => !loaded.has(target.table.name));
    checkDisk(server, leastHeapBytes(open), (text) => progress.step(text));
    const mayFail = new Set(auto.targets.map(({ table }) => table.name));
    const failures = await loadTables(open, clients, {
      superuser: server.superuser,
      mayFail,
      module: request.module ?? null,
      progress,
    });
    for (const table of open) loaded.set(table.target.table.name, table);
    unfilled = auto.unfilled;
    // Orphans of a table that failed as well come right when that one is out of the way.
    const orphans = ({ error }: FailedTable) => (error as PgrehearseError).code === 'data/orphans';
    const causes = failures.every(orphans) ? failures : failures.filter((failure) => !orphans(failure));
    for (const { table } of failures) loaded.delete(table);
    for (const { table, error } of causes) unfilled.set(table, reasonOf(error));
    if (failures.length === 0)
      return { prepared, unfilled: [...unfilled].map(([table, reason]) => ({ table, reason })) };
  }
}

function refersTo(names: ReadonlyMap<string, string>) {
  return ({ foreignKeys }: Catalog['tables'][number]) => foreignKeys.some(({ parent }) => names.has(parent));
}

async function empty(client: Client, table: string): Promise<void> {
  await client.query(`delete from ${table}`);
  await client.query(`vacuum ${table}`);
}

/** Compiles all tables together, and finds out one by one which of them cannot be where that fails. */
function prepareEach(
  targets: readonly TargetTable[],
  declared: readonly TargetTable[],
  { seed, now }: DatasetRequest,
): { prepared: PreparedTable[]; failed: Map<string, string> } {
  const failed = new Map<string, string>();
  const prepared: PreparedTable[] = [];
  const compile = prepareTables(targets, seed, now);
  for (const target of targets) {
    try {
      prepared.push(compile(target));
    } catch (error) {
      if (declared.includes(target)) throw error;
      failed.set(target.table.name, reasonOf(error));
    }
  }
  return { prepared, failed };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof PgrehearseError) || !error.code.startsWith('data/')) throw error;
  return error.detail === undefined ? error.message : `${error.message} (${error.detail})`;
}
