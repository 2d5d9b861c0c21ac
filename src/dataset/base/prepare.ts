import { readFile } from 'node:fs/promises';
import type { Client } from 'pg';
import type { MigrationFile } from '../../migrations/MigrationHistory.ts';
import { splitStatements } from '../../migrations/splitStatements.ts';
import type { ResolvedScenario } from '../../scenario/ResolvedScenario.ts';
import { applyFile } from './applyFile.ts';
import { existingRoles } from './rolesIn.ts';

type Step = ResolvedScenario['prepare']['before'][number];

/**
 * Runs what a scenario prepares beside its base. A role that is there is not made again: roles belong to the whole
 * server, and outlive a database.
 * @param command runs a command line
 */
export async function prepare(
  client: Client,
  steps: readonly Step[],
  command: (line: string) => Promise<void>,
): Promise<void> {
  for (const step of steps) {
    if (step.kind === 'command') await command(step.command);
    else await applyFile(client, await withoutKnownRoles(client, await readStep(step.file)));
  }
}

async function readStep(path: string): Promise<MigrationFile> {
  return splitStatements(await readFile(path, 'utf8'), path);
}

async function withoutKnownRoles(client: Client, file: MigrationFile): Promise<MigrationFile> {
  if (!file.statements.some(({ kind }) => kind === 'CreateRoleStmt')) return file;
  const known = await existingRoles(client);
  const statements = file.statements.filter(
    ({ kind, sql }) => kind !== 'CreateRoleStmt' || !known.has(roleOf(sql)),
  );
  return { ...file, statements };
}

/** CREATE ROLE, USER or GROUP and the name, quoted or not. */
function roleOf(sql: string): string {
  const [, quoted, bare = ''] =
    /^create\s+(?:role|user|group)\s+(?:"((?:[^"]|"")+)"|([^\s;]+))/i.exec(sql) ?? [];
  return quoted === undefined ? bare.toLowerCase() : quoted.replaceAll('""', '"');
}
