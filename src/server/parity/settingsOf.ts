import { PgrehearseError } from '../../errors.ts';
import type { ResolvedPostgres } from '../../scenario/ResolvedScenario.ts';
import { originOf } from '../originOf.ts';

/** Settings that say where a server is and who may come in; a server of ours has its own. */
const ours = new Set([
  'config_file',
  'data_directory',
  'external_pid_file',
  'hba_file',
  'ident_file',
  'lc_messages',
  'listen_addresses',
  'log_directory',
  'unix_socket_directories',
]);

/** The settings that a scenario asks for, its time zone among them. Throws `scenario/setting`. */
export function settingsOf(postgres: ResolvedPostgres): Record<string, string> {
  for (const name of Object.keys(postgres.settings)) {
    const source = originOf(postgres, `settings.${name}`);
    if (!/^[A-Za-z_][\w$]*(\.[A-Za-z_][\w$]*)?$/.test(name)) {
      throw new PgrehearseError('scenario/setting', `'${name}' is not the name of a setting`, {
        source,
        hint: "Write settings as in postgresql.conf, for example { work_mem: '64MB' }.",
      });
    }
    if (ours.has(name.toLowerCase())) {
      throw new PgrehearseError('scenario/setting', `the setting ${name} is pgrehearse's own to choose`, {
        source,
        hint: `Remove ${name} from the scenario's settings.`,
      });
    }
  }
  return { timezone: postgres.timezone, ...postgres.settings };
}
