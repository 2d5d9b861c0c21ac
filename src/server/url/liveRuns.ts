import type { Client } from 'pg';
import type { RunId } from '../RunId.ts';
import { ownerName } from './ownerName.ts';

/** The runs that have a session on the server, of whatever machine. */
export async function liveRuns(admin: Client): Promise<Set<RunId>> {
  const prefix = ownerName('');
  const { rows } = await admin.query<{ run: string }>(
    `select substr(application_name, length($1) + 1) as run from pg_stat_activity
      where starts_with(application_name, $1)`,
    [prefix],
  );
  return new Set(rows.map(({ run }) => run));
}
