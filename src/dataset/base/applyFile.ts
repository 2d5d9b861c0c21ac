import type { Client } from 'pg';
import type { MigrationFile } from '../../migrations/MigrationHistory.ts';
import { neverCommitted, transactionControl } from '../../migrations/transactionControl.ts';
import { baseFailed } from './baseFailed.ts';
import { send } from './send.ts';

/** Runs an earlier migration: in a transaction, unless it has what cannot run in one. What it left in its session ends with it. */
export async function applyFile(client: Client, file: MigrationFile): Promise<void> {
  if (file.error)
    throw baseFailed(file.path, file.error.line, file.error.message, file.error.hint ?? undefined);
  const own = file.transaction !== 'none' && !file.statements.some(({ standalone }) => standalone);
  const last = file.statements.at(-1)?.line ?? 1;
  let inside = own;
  if (own) await send(client, 'BEGIN', file.path, 1);
  for (const statement of file.statements) {
    await send(client, statement.sql, file.path, statement.line);
    const control = transactionControl(statement);
    if (!own && (control === 'begin' || control === 'end')) inside = control === 'begin';
  }
  if (own) await send(client, 'COMMIT', file.path, last);
  else if (inside) throw baseFailed(file.path, last, neverCommitted.message, neverCommitted.hint);
  // A dump sets search_path to nothing for its session, and a migration may set a role; what follows must not feel it.
  await client.query('DISCARD ALL');
}
