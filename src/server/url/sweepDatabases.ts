import type { Client } from 'pg';
import { dropDatabase } from '../databases/dropDatabase.ts';
import { releaseDurability } from '../durability/durabilityMarker.ts';
import { type RunId, runOfDatabase } from '../RunId.ts';
import { liveRuns } from './liveRuns.ts';

/** Drops the databases of runs that have no session any more, and undoes their settings. Gives the names. */
export async function sweepDatabases(admin: Client): Promise<string[]> {
  const live = await liveRuns(admin);
  await releaseDurability(admin, (owner) => !live.has(owner));
  return dropDatabasesOf(admin, (run) => !live.has(run));
}

/** Drops the databases of the runs that a condition holds for. */
export async function dropDatabasesOf(admin: Client, applies: (run: RunId) => boolean): Promise<string[]> {
  const { rows } = await admin.query<{ datname: string }>(
    "select datname from pg_database where datname ~ '^pgrehearse_'",
  );
  const names = rows.map(({ datname }) => datname).filter((name) => isOf(name, applies));
  for (const name of names) await dropDatabase(admin, name);
  return names;
}

function isOf(name: string, applies: (run: RunId) => boolean): boolean {
  const run = runOfDatabase(name);
  return run !== undefined && applies(run);
}
