import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { ParsedStatement } from '../../scenario/parseSql.ts';
import { baseFailed } from './baseFailed.ts';
import { type DumpStatement, readDump } from './readDump.ts';
import { makeRoles, rolesIn } from './rolesIn.ts';
import { asBaseFailed, send } from './send.ts';

/**
 * Runs a schema file as psql would, statement by statement: pg_dump's plain form of any version, COPY's rows included.
 * Roles that it names and the server lacks are made first; what is about a database of another name is left out.
 * @returns the roles that were made
 * @throws PgrehearseError `migrations/base-failed`
 */
export async function applySchema(client: Client, text: string, path: string): Promise<string[]> {
  const { statements, fault } = await readDump(text);
  if (fault) throw baseFailed(path, fault.line, fault.message);
  const known = await settingNames(client);
  const wanted = statements.filter(
    (statement) => !isElsewhere(statement) && !isUnknownSetting(statement, known),
  );
  const made = await makeRoles(client, rolesIn(wanted.filter(isNoRole).map(({ node }) => node)));
  for (const statement of wanted) {
    if (statement.rows === null) await send(client, statement.sql, path, statement.line);
    else await copyRows(client, statement, path);
  }
  // A dump sets search_path to nothing for its session; what follows must not feel it.
  await client.query('DISCARD ALL');
  return made;
}

async function copyRows(client: Client, { sql, rows, line }: DumpStatement, path: string): Promise<void> {
  try {
    await pipeline(Readable.from([Buffer.from(rows!)]), client.query(copyFrom(sql)));
  } catch (error) {
    throw asBaseFailed(error, path, line);
  }
}

/** A role that the file makes itself need not be there before. */
function isNoRole({ kind }: ParsedStatement): boolean {
  return kind !== 'CreateRoleStmt';
}

/** The database itself, which has another name here, and public, which is there. */
function isElsewhere({ kind, node }: ParsedStatement): boolean {
  if (/^(?:Createdb|Dropdb|AlterDatabase(?:Set|RefreshColl)?)Stmt$/.test(kind)) return true;
  if (kind === 'CreateSchemaStmt') return node['schemaname'] === 'public';
  const type = node['objtype'] ?? node['objectType'];
  return type === 'OBJECT_DATABASE';
}

/** Newer versions of pg_dump set what older servers do not know. */
function isUnknownSetting({ kind, node }: ParsedStatement, known: ReadonlySet<string>): boolean {
  const name = String(node['name'] ?? '');
  return kind === 'VariableSetStmt' && name !== '' && !name.includes('.') && !known.has(name.toLowerCase());
}

async function settingNames(client: Client): Promise<Set<string>> {
  const { rows } = await client.query<{ name: string }>(
    'select lower(name) as name from pg_catalog.pg_settings',
  );
  // Words of SQL that are no settings.
  return new Set([
    ...rows.map(({ name }) => name),
    'transaction',
    'session characteristics',
    'time zone',
    'timezone',
  ]);
}
