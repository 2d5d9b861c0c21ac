import type { ResolvedPostgres } from '../../scenario/ResolvedScenario.ts';
import { isLogSetting, type LogFormat, logSettings } from './logSettings.ts';

/** Says which settings of the log were asked for and are not in force, because we read it. */
export function sayOverruled(
  { settings }: ResolvedPostgres,
  format: LogFormat,
  say: (line: string) => void,
): void {
  const ours = logSettings(format);
  for (const [name, asked] of Object.entries(settings)) {
    const value = ours[name.toLowerCase()];
    if (isLogSetting(name) && value !== asked)
      say(`${name} is '${value}' instead of '${asked}', because pgrehearse reads the log`);
  }
}
