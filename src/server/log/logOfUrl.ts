import type { Client } from 'pg';
import { messageOf } from '../../errors.ts';
import { setForDatabase } from '../databases/databaseSettings.ts';
import { fileOfServer, type WithClient } from './LogFile.ts';
import { followedSettings, type LogFormat } from './logSettings.ts';
import { logReader } from './readLog.ts';
import type { ServerLog } from './ServerLog.ts';

/**
 * The log of a server that is not ours, where it is written for machines and this role may read it and set what a
 * database logs; else why not.
 */
export async function logOfUrl(
  major: number,
  withClient: WithClient,
): Promise<{ log: ServerLog } | { missing: string }> {
  try {
    const format = await withClient((client) => formatOf(client, major));
    if (format === null) return { missing: 'log_destination has neither jsonlog nor csvlog' };
    await withClient(trySettings);
    const offsetMs = await withClient(readOffset);
    const file = fileOfServer(format, withClient);
    const reader = logReader({ file, format, offsetMs, withClient });
    await reader.position();
    const follow = (database: string) =>
      withClient((client) => setForDatabase(client, database, followedSettings));
    return { log: { follow, ...reader } };
  } catch (error) {
    return { missing: messageOf(error) };
  }
}

async function formatOf(client: Client, major: number): Promise<LogFormat | null> {
  const formats: LogFormat[] = major >= 15 ? ['jsonlog', 'csvlog'] : ['csvlog'];
  for (const format of formats) {
    const { rows } = await client.query<{ file: string | null }>(
      'select pg_catalog.pg_current_logfile($1) as file',
      [format],
    );
    if (rows[0]!.file !== null) return format;
  }
  return null;
}

/** What needs a superuser, or a grant of SET on these parameters (since 15), is refused here. */
async function trySettings(client: Client): Promise<void> {
  await client.query('begin');
  for (const [name, value] of Object.entries(followedSettings))
    await client.query('select set_config($1, $2, true)', [name, value]);
  await client.query('rollback');
}

/** How far log_timezone is ahead of UTC now, in milliseconds. */
async function readOffset(client: Client): Promise<number> {
  const { rows } = await client.query<{ ms: number }>(
    `select (extract(epoch from now() at time zone current_setting('log_timezone'))
             - extract(epoch from now() at time zone 'UTC'))::float8 * 1000 as ms`,
  );
  return rows[0]!.ms;
}
