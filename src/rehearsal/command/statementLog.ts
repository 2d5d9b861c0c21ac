import { type Client, escapeIdentifier } from 'pg';
import { setForDatabase } from '../../server/databases/databaseSettings.ts';

/**
 * Makes the server's log tell each statement's begin, text, notices and end, also within one message of several: what
 * is sent is logged as a whole, and then each of its statements is analysed in turn.
 */
const settings: Readonly<Record<string, string>> = {
  log_statement: 'all',
  log_parser_stats: 'on',
  log_min_messages: 'debug1',
  log_min_duration_statement: '0',
  // Of values that are sent beside a statement only ids in a tool's own table matter.
  log_parameter_max_length: '1kB',
};

/** For sessions of this database that begin from now on. Superusers alone may. */
export async function logStatements(client: Client, database: string): Promise<void> {
  await setForDatabase(client, database, settings);
}

export async function logNoStatements(client: Client, database: string): Promise<void> {
  for (const name of Object.keys(settings))
    await client.query(`ALTER DATABASE ${escapeIdentifier(database)} RESET ${name}`);
}
