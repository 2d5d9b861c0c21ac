import { PgrehearseError } from '../../errors.ts';
import type { ResolvedPostgres } from '../../scenario/ResolvedScenario.ts';
import { originOf } from '../originOf.ts';

/**
 * The setting that kept a server from starting, if its log names one that was asked for: `FATAL:  invalid value
 * for parameter "work_mem": "64XB"`, `unrecognized configuration parameter "x"`, `4 is outside the valid range
 * for parameter "x" (…)`.
 */
export function refusedSetting(log: string, postgres: ResolvedPostgres): PgrehearseError | undefined {
  const lines = log.split('\n');
  const asked = new Map(
    [['timezone', postgres.timezone], ...Object.entries(postgres.settings)].map(([name, value]) => [
      name!.toLowerCase(),
      { name: name!, value: value! },
    ]),
  );
  for (const [index, line] of lines.entries()) {
    const setting = asked.get(/\bparameter "([^"]+)"/.exec(line)?.[1]?.toLowerCase() ?? '');
    const message = /(?:FATAL|LOG|ERROR): {1,2}(.*)$/.exec(line)?.[1];
    if (setting === undefined || message === undefined) continue;
    const hint = /HINT: {1,2}(.*)$/.exec(lines[index + 1] ?? '')?.[1];
    return settingRefused(postgres, setting.name, setting.value, hint ? `${message}. ${hint}` : message);
  }
  return undefined;
}

/** `scenario/setting`: asked for what no server of this version takes. */
export function settingRefused(
  postgres: ResolvedPostgres,
  name: string,
  value: string,
  serverSays: string,
): PgrehearseError {
  const field = name.toLowerCase() === 'timezone' ? 'timezone' : `settings.${name}`;
  return new PgrehearseError('scenario/setting', `the server refuses the setting ${name} = '${value}'`, {
    detail: serverSays,
    source: originOf(postgres, field),
    unmet: [field],
    hint: `Give ${name} a value that this version of PostgreSQL takes, or remove it.`,
  });
}
