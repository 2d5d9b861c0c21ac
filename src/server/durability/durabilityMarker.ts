import { hostname } from 'node:os';
import { type Client, DatabaseError, escapeIdentifier, escapeLiteral } from 'pg';
import { dropDatabase } from '../databases/dropDatabase.ts';
import { databasePrefix, type RunId } from '../RunId.ts';
import { alterSystem } from './alterSystem.ts';
import { durabilitySettings } from './Durability.ts';

/**
 * While a run has a shared server's durability off, this database exists, and its comment says whose it is and
 * what ALTER SYSTEM had set before: the server itself keeps what is needed to undo it, whoever dies.
 */
const marker = 'pgrehearse_durability';

interface Marker {
  run: RunId;
  host: string;
  pid: number;
  /** Null: not set by ALTER SYSTEM. */
  before: Record<string, string | null>;
}

/** Makes the marker, or gives the run that has it. Renaming makes it appear with its comment, to one run alone. */
export async function takeDurability(admin: Client, run: RunId): Promise<{ takenBy: RunId | null }> {
  const content: Marker = { run, host: hostname(), pid: process.pid, before: await setBefore(admin) };
  const own = `${databasePrefix(run)}durability`;
  await admin.query(`create database ${escapeIdentifier(own)} template template0`);
  await admin.query(
    `comment on database ${escapeIdentifier(own)} is ${escapeLiteral(JSON.stringify(content))}`,
  );
  try {
    await admin.query(`alter database ${escapeIdentifier(own)} rename to ${escapeIdentifier(marker)}`);
    return { takenBy: null };
  } catch (error) {
    await dropDatabase(admin, own);
    // 42P04, duplicate_database.
    if (!(error instanceof DatabaseError) || error.code !== '42P04') throw error;
    return { takenBy: (await readMarker(admin))?.run ?? null };
  }
}

/** Restores what was set before and removes the marker, where it is of a run that the condition holds for. */
export async function releaseDurability(admin: Client, applies: (owner: RunId) => boolean): Promise<void> {
  const found = await readMarker(admin);
  if (found === undefined || !applies(found.run)) return;
  const before = durabilitySettings.map((name) => [name, found.before[name] ?? null] as const);
  await alterSystem(admin, Object.fromEntries(before));
  await dropDatabase(admin, marker);
}

export async function durabilityOwner(admin: Client): Promise<RunId | undefined> {
  return (await readMarker(admin))?.run;
}

async function readMarker(admin: Client): Promise<Marker | undefined> {
  const { rows } = await admin.query<{ comment: string | null }>(
    `select shobj_description(oid, 'pg_database') as comment from pg_database where datname = $1`,
    [marker],
  );
  return rows[0]?.comment ? (JSON.parse(rows[0].comment) as Marker) : undefined;
}

async function setBefore(admin: Client): Promise<Record<string, string | null>> {
  const { rows } = await admin.query<{ name: string; setting: string }>(
    `select name, setting from pg_file_settings
      where sourcefile like '%postgresql.auto.conf' and name = any($1) order by seqno`,
    [durabilitySettings],
  );
  const set = Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
  return Object.fromEntries(durabilitySettings.map((name) => [name, set[name] ?? null]));
}
