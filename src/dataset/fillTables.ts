import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import { PgrehearseError } from '../errors.ts';
import type { Server } from '../server/Server.ts';
import { Unfillable } from './auto/AutoTable.ts';
import { learnFrom } from './auto/learnFrom.ts';
import { planAuto } from './auto/planAuto.ts';
import { noLessons, planTables, type TablePlan } from './auto/planTables.ts';
import type { Catalog } from './catalog/Catalog.ts';
import { checkDisk, leastHeapBytes } from './checkDisk.ts';
import type { Dataset, DatasetProgress, DatasetRequest } from './Dataset.ts';
import { beforeLoading, removeAdded } from './load/removeAdded.ts';
import { type FailedTable, loadTables } from './loadTables.ts';
import { type PreparedTable, prepareTables } from './prepareTables.ts';
import { resolveTables, type TargetTable } from './resolveTables.ts';
import { batchRows } from './values/Vector.ts';

/** Loads the declared tables and, where asked, all others and other columns from the catalog alone. */
export async function fillTables(
  server: Server,
  request: DatasetRequest,
  catalog: Catalog,
  clients: readonly Client[],
  progress: DatasetProgress,
): Promise<{ prepared: PreparedTable[]; unfilled: Dataset['unfilled'] }> {
  const { seed, now, rowsPerTable, module = null } = request;
  const client = clients[0]!;
  if (rowsPerTable === null) {
    const declared = resolveTables(request.tables, catalog, true);
    const prepared = declared.map(prepareTables(declared, seed, now));
    checkDisk(server, leastHeapBytes(prepared), (text) => progress.step(text));
    const { superuser } = server;
    const before = await beforeLoading(client);
    await loadTables(prepared, clients, { superuser, mayFail: new Set(), before, module, progress });
    return { prepared, unfilled: [] };
  }
  progress.step('making up rows from the catalog');
  const plan = await planTables(client, { ...request, rowsPerTable }, catalog);
  return fillAll({ server, request, catalog, clients, progress }, plan);
}

interface Filling {
  server: Server;
  request: DatasetRequest;
  catalog: Catalog;
  clients: readonly Client[];
  progress: DatasetProgress;
}

/**
 * Fills what can be filled. A table that fails is tried again with what its failure has taught, then left empty; those
 * that its rows shape are filled again.
 */
async function fillAll(
  { server, request, catalog, clients, progress }: Filling,
  plan: TablePlan,
): Promise<{ prepared: PreparedTable[]; unfilled: Dataset['unfilled'] }> {
  const client = clients[0]!;
  const lessons = noLessons();
  const loaded = new Map<string, string>();
  const before = await beforeLoading(client);
  for (;;) {
    const targets = await planAuto(client, plan.request, lessons);
    const { prepared, failed } = prepareEach(targets, plan.given, request);
    for (const [table, reason] of failed) lessons.unfilled.set(table, reason);
    if (failed.size > 0) continue;

    const prints = new Map(prepared.map((table) => [table.target.table.name, fingerprint(table)]));
    for (const [name, print] of loaded)
      if (prints.get(name) !== print) {
        await removeAdded(client, name, before);
        loaded.delete(name);
      }
    const open = prepared.filter(({ target }) => !loaded.has(target.table.name));
    checkDisk(server, leastHeapBytes(open), (text) => progress.step(text));
    const mayFail = new Set(targets.map(({ table }) => table.name).filter((name) => !plan.given.has(name)));
    const { superuser } = server;
    const module = request.module ?? null;
    const failures = await loadTables(open, clients, { superuser, mayFail, before, module, progress });
    for (const { target } of open) loaded.set(target.table.name, prints.get(target.table.name)!);
    for (const { table } of failures) loaded.delete(table);
    // Orphans of a table that failed as well come right when that one is out of the way.
    const orphans = ({ error }: FailedTable) => (error as PgrehearseError).code === 'data/orphans';
    const causes = failures.every(orphans) ? failures : failures.filter((failure) => !orphans(failure));
    for (const { table: name, error } of causes) {
      const { table, rows } = targets.find((target) => target.table.name === name)!;
      const reason = reasonOf(error);
      if (learnFrom(error as PgrehearseError, table, rows, lessons)) continue;
      if (plan.request.last.has(name)) plan.keep(name);
      else lessons.unfilled.set(name, reason);
    }
    if (failures.length === 0) return { prepared, unfilled: unfilledOf(lessons.unfilled, catalog) };
  }
}

/** In the catalog's order. */
function unfilledOf(unfilled: ReadonlyMap<string, string>, { tables }: Catalog): Dataset['unfilled'] {
  return tables.flatMap(({ name }) =>
    unfilled.has(name) ? [{ table: name, reason: unfilled.get(name)! }] : [],
  );
}

/** Changes with the rows: their number, the first and the last of them. */
function fingerprint({ target: { rows }, encoder }: PreparedTable): string {
  const hash = createHash('sha256').update(String(rows));
  const count = Math.min(batchRows, rows);
  for (const first of [0, rows - count]) {
    const { into, at } = encoder.encode(first, count, Buffer.allocUnsafe(65_536), 0);
    hash.update(into.subarray(0, at));
  }
  return hash.digest('hex');
}

/** Compiles all tables together, and finds out one by one which of them cannot be where that fails. */
function prepareEach(
  targets: readonly TargetTable[],
  given: ReadonlySet<string>,
  { seed, now }: DatasetRequest,
): { prepared: PreparedTable[]; failed: Map<string, string> } {
  const failed = new Map<string, string>();
  const prepared: PreparedTable[] = [];
  const compile = prepareTables(targets, seed, now);
  for (const target of targets) {
    try {
      prepared.push(compile(target));
    } catch (error) {
      if (given.has(target.table.name)) throw error;
      failed.set(target.table.name, reasonOf(error));
    }
  }
  return { prepared, failed };
}

function reasonOf(error: unknown): string {
  if (error instanceof Unfillable) return error.message;
  if (!(error instanceof PgrehearseError) || !error.code.startsWith('data/')) throw error;
  return error.detail === undefined ? error.message : `${error.message} (${error.detail})`;
}
