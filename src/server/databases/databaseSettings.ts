import { type Client, escapeIdentifier } from 'pg';

/**
 * Makes settings those of every new session in a database. They are set in a transaction first and taken
 * from there, because that alone reads lists (`search_path`) as SET does.
 */
export async function setForDatabase(
  admin: Client,
  database: string,
  settings: Readonly<Record<string, string>>,
): Promise<void> {
  for (const [name, value] of Object.entries(settings)) {
    await admin.query('begin');
    try {
      await admin.query('select set_config($1, $2, true)', [name, value]);
      await admin.query(`alter database ${escapeIdentifier(database)} set ${settingName(name)} from current`);
      await admin.query('commit');
    } catch (error) {
      await admin.query('rollback');
      throw error;
    }
  }
}

/** `work_mem`, or in parts for an extension's: `"pg_trgm"."similarity_threshold"`. */
export function settingName(name: string): string {
  return name
    .split('.')
    .map((part) => escapeIdentifier(part.toLowerCase()))
    .join('.');
}
