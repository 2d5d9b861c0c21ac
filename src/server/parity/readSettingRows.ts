import type { Client } from 'pg';
import type { SettingRow } from './sameSetting.ts';

/** Settings by their lower-case names; an extension's that is not loaded counts as a string. */
export async function readSettingRows(
  client: Client,
  names: readonly string[],
): Promise<Map<string, SettingRow>> {
  const { rows } = await client.query<SettingRow>(
    `select lower(asked.name) as name, coalesce(s.setting, current_setting(asked.name, true)) as setting,
            s.unit, coalesce(s.vartype, 'string') as vartype, current_setting(asked.name, true) as shown
       from unnest($1::text[]) as asked(name) left join pg_settings s on lower(s.name) = lower(asked.name)
      where current_setting(asked.name, true) is not null`,
    [names],
  );
  return new Map(rows.map((row) => [row.name, row]));
}
