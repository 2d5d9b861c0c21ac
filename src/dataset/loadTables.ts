import type { Client } from 'pg';
import { PgrehearseError } from '../errors.ts';
import type { DatasetProgress } from './Dataset.ts';
import { behindKeys } from './load/behindKeys.ts';
import { besideKeys } from './load/besideKeys.ts';
import { checkForeignKeys } from './load/checkForeignKeys.ts';
import { copyTable } from './load/copyTable.ts';
import { setFillfactor } from './load/deadTuples.ts';
import { inParallel } from './load/inParallel.ts';
import { loadError } from './load/loadError.ts';
import { type Before, removeAdded } from './load/removeAdded.ts';
import { TableChunks } from './load/TableChunks.ts';
import type { PreparedTable } from './prepareTables.ts';
import { withEncoders } from './workers/withEncoders.ts';

/** A table that was emptied again, and why. */
export interface FailedTable {
  table: string;
  error: unknown;
}

export interface LoadOptions {
  superuser: boolean;
  mayFail: ReadonlySet<string>;
  before: Before;
  /** As in DatasetRequest. */
  module: { readonly code: string } | null;
  progress: DatasetProgress;
}

/**
 * Fills tables, one stream each, as many at once as there are clients. A table that `mayFail` is emptied and
 * reported when it cannot be filled; the failure of another one is thrown.
 */
export async function loadTables(
  tables: readonly PreparedTable[],
  clients: readonly Client[],
  { superuser, mayFail, before, module, progress }: LoadOptions,
): Promise<FailedTable[]> {
  const names = tables.map(({ target }) => target.table.name);
  const mode = superuser ? behindKeys(names) : besideKeys(names);
  const bySize = [...tables].sort((a, b) => b.target.rows - a.target.rows);
  const failed: FailedTable[] = [];
  if (mode.note !== null) progress.step(mode.note);
  for (const client of clients) await mode.session(client);
  await mode.suspend(clients[0]!);

  const attempt = async (table: PreparedTable, client: Client, body: () => Promise<void>) => {
    const { name } = table.target.table;
    if (failed.some((failure) => failure.table === name)) return;
    try {
      await body();
    } catch (cause) {
      const error = loadError(cause, table.target.table, table.sources);
      // A full disk or a lost server is not the table's fault.
      if (!mayFail.has(name) || !isOfData(error)) throw error;
      failed.push({ table: name, error });
      await removeAdded(client, name, before);
      await mode.rebuild(client, name);
    }
  };

  progress.loading(bySize.map(({ target: { table, rows } }) => ({ name: table.name, rows })));
  await withEncoders(tables, module, (pool) =>
    inParallel(bySize, clients, (table, client) =>
      attempt(table, client, async () => {
        const { rows, table: relation } = table.target;
        await setFillfactor(client, table.target);
        await copyTable(client, table, new TableChunks(table, pool), (done, bytes) =>
          progress.table(relation.name, done, rows, bytes),
        );
      }),
    ),
  );
  await inParallel(bySize, clients, (table, client) =>
    attempt(table, client, async () => {
      progress.step(`building the indexes of ${table.target.table.name}`);
      await mode.rebuild(client, table.target.table.name);
    }),
  );
  await inParallel(bySize, clients, (table, client) =>
    attempt(table, client, async () => {
      if (table.target.table.foreignKeys.length > 0)
        progress.step(`checking the foreign keys of ${table.target.table.name}`);
      await checkForeignKeys(client, table.target.table);
    }),
  );
  await mode.resume(clients[0]!);
  return failed;
}

function isOfData(error: unknown): boolean {
  return error instanceof PgrehearseError && error.code.startsWith('data/');
}
