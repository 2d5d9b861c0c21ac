import { readFile } from 'node:fs/promises';
import { type Client, DatabaseError } from 'pg';
import { messageOf, PgrehearseError } from '../errors.ts';
import type { Migration, MigrationFile } from '../migrations/MigrationHistory.ts';
import { splitStatements } from '../migrations/splitStatements.ts';
import { neverCommitted, transactionControl } from '../migrations/transactionControl.ts';
import type { ResolvedScenario } from '../scenario/ResolvedScenario.ts';
import type { ConnectionParts } from '../server/Server.ts';
import { lastLines } from './source/lastLines.ts';
import { runProgram } from './source/runProgram.ts';
import { toolTablesOf } from './toolTables.ts';

export interface Base {
  base: ResolvedScenario['base'];
  /** Those before the pending ones. */
  migrations: readonly Migration[];
  pending: readonly Migration[];
  connection: ConnectionParts;
}

/**
 * Brings a fresh database to the state before the pending migrations.
 * @throws PgrehearseError `migrations/base-failed` naming file, line and statement
 */
export async function applyBase(
  client: Client,
  { base, migrations, pending, connection }: Base,
): Promise<void> {
  if (base.kind === 'command') return runCommand(base.command, connection, await currentDatabase(client));
  if (base.kind === 'schema') {
    return applyFile(client, await splitStatements(await readFile(base.file, 'utf8'), base.file));
  }
  const tools = toolTablesOf([...migrations, ...pending]);
  for (const { create } of tools) await client.query(create);
  for (const { id, up } of migrations) {
    await applyFile(client, up);
    for (const { record } of tools) {
      const statement = record(id);
      // A migration may have taken the table away, or guard it by a trigger.
      if (statement !== null) await client.query(statement).catch(() => undefined);
    }
  }
}

async function applyFile(client: Client, file: MigrationFile): Promise<void> {
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

async function send(client: Client, sql: string, path: string, line: number): Promise<void> {
  try {
    await client.query(sql);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw baseFailed(path, line, messageOf(error), error.hint, error.code);
  }
}

function baseFailed(
  path: string,
  line: number,
  message: string,
  hint?: string,
  code?: string,
): PgrehearseError {
  return new PgrehearseError(
    'migrations/base-failed',
    'the state before the pending migrations cannot be made',
    {
      source: `${path}:${line}`,
      detail: code ? `${message} (PostgreSQL's code ${code})` : message,
      hint:
        hint ??
        'Correct that statement, or choose another base: an earlier schema file (base: { schema }), or a command (base: { command }).',
    },
  );
}

async function currentDatabase(client: Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>('SELECT pg_catalog.current_database() AS name');
  return rows[0]!.name;
}

async function runCommand(command: string, connection: ConnectionParts, database: string): Promise<void> {
  const job = { command, folder: process.cwd(), connection, database, timeoutMs: null };
  const { code, output } = await runProgram(job);
  if (code === 0) return;
  throw new PgrehearseError('migrations/base-command', `the base's command ended with ${code}`, {
    source: command,
    detail: lastLines(output),
    hint: 'It is given the empty database in DATABASE_URL and PGHOST, PGPORT, PGUSER, PGPASSWORD, PGDATABASE.',
  });
}
