import { type Client, DatabaseError } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import type { ResolvedPostgres } from '../../scenario/ResolvedScenario.ts';
import { originOf } from '../originOf.ts';
import { readSettingRows } from './readSettingRows.ts';
import { settingRefused } from './refusedSetting.ts';
import { sameSetting } from './sameSetting.ts';

/** Whether a session has the settings asked for. Throws `server/setting`. */
export async function checkSettings(
  client: Client,
  postgres: ResolvedPostgres,
  asked: Readonly<Record<string, string>>,
): Promise<void> {
  const rows = await readSettingRows(client, Object.keys(asked));
  for (const [name, value] of Object.entries(asked)) {
    const row = rows.get(name.toLowerCase());
    if (row && sameSetting(value, row)) continue;
    throw settingUnmet(
      postgres,
      name,
      value,
      row ? `The server has ${name} = '${row.shown}'.` : 'The server has none.',
    );
  }
}

/**
 * The settings asked for that this role can give a database of its own; the others have to be the server's
 * already. Throws `scenario/setting`, `server/setting`.
 */
export async function settableForDatabase(
  admin: Client,
  postgres: ResolvedPostgres,
  asked: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const rows = await readSettingRows(admin, Object.keys(asked));
  const settable: Record<string, string> = {};
  for (const [name, value] of Object.entries(asked)) {
    const problem = await trySetting(admin, name, value);
    if (problem === undefined) {
      settable[name] = value;
      continue;
    }
    // 55P02, 42501: it needs a restart, a reload or a privilege. All else is the value's or the name's fault.
    if (problem.code !== '55P02' && problem.code !== '42501') {
      throw settingRefused(postgres, name, value, [problem.message, problem.hint].filter(Boolean).join('\n'));
    }
    const row = rows.get(name.toLowerCase());
    if (row && sameSetting(value, row)) continue;
    throw settingUnmet(
      postgres,
      name,
      value,
      `The server has ${name} = '${row?.shown}': ${problem.message}.`,
    );
  }
  return settable;
}

async function trySetting(admin: Client, name: string, value: string): Promise<DatabaseError | undefined> {
  await admin.query('begin');
  try {
    await admin.query('select set_config($1, $2, true)', [name, value]);
    return undefined;
  } catch (error) {
    if (error instanceof DatabaseError) return error;
    throw error;
  } finally {
    await admin.query('rollback');
  }
}

function settingUnmet(
  postgres: ResolvedPostgres,
  name: string,
  value: string,
  detail: string,
): PgrehearseError {
  const field = name.toLowerCase() === 'timezone' ? 'timezone' : `settings.${name}`;
  return new PgrehearseError('server/setting', `the server does not give the setting ${name} = '${value}'`, {
    detail,
    source: originOf(postgres, field),
    unmet: [field],
    hint: "Set it in the server's own configuration, or use a server that pgrehearse starts.",
  });
}
