import { readFile } from 'node:fs/promises';
import type { Client } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import type { Migration } from '../../migrations/MigrationHistory.ts';
import type { ResolvedScenario } from '../../scenario/ResolvedScenario.ts';
import type { ConnectionParts } from '../../server/Server.ts';
import { lastLines } from '../source/lastLines.ts';
import { runProgram } from '../source/runProgram.ts';
import { toolTablesOf } from '../toolTables.ts';
import { applyFile } from './applyFile.ts';
import { applySchema } from './applySchema.ts';
import { fileAtRevision } from './fileAtRevision.ts';
import { prepare } from './prepare.ts';

export interface Base {
  base: ResolvedScenario['base'];
  /** What is run before and after it. */
  prepare: ResolvedScenario['prepare'];
  /** Those before the pending ones. */
  migrations: readonly Migration[];
  pending: readonly Migration[];
  connection: ConnectionParts;
  /** Told of what stays on the server. */
  say?: (text: string) => void;
}

/**
 * Brings a fresh database to the state before the pending migrations.
 * @throws PgrehearseError `migrations/base-failed` naming file, line and statement, `migrations/base-command`, `scenario/base-at`
 */
export async function applyBase(client: Client, wanted: Base): Promise<void> {
  const { connection } = wanted;
  const database = await currentDatabase(client);
  const command = (line: string) => runCommand(line, connection, database);
  await prepare(client, wanted.prepare.before, command);
  await applyOwn(client, wanted, command);
  await prepare(client, wanted.prepare.after, command);
}

async function applyOwn(
  client: Client,
  { base, migrations, pending, say }: Base,
  command: (line: string) => Promise<void>,
): Promise<void> {
  if (base.kind === 'command') return command(base.command);
  if (base.kind === 'schema') {
    const made = await applySchema(client, await schemaText(base), base.file);
    if (made.length > 0) say?.(`made the roles that the schema names: ${made.join(', ')}`);
    return;
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

/** The same for a database that a dump brings whole: what is run before or after it. */
export async function prepareAround(
  client: Client,
  steps: ResolvedScenario['prepare']['before'],
  connection: ConnectionParts,
): Promise<void> {
  const database = await currentDatabase(client);
  await prepare(client, steps, (line) => runCommand(line, connection, database));
}

/** The schema file's text, as it is or as it was. */
export async function schemaText({ file, at }: { file: string; at: string | null }): Promise<string> {
  return at === null ? readFile(file, 'utf8') : fileAtRevision(file, at);
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
