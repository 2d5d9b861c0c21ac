import { PgrehearseError } from '../errors.ts';
import { durationNotation, parseDuration } from '../units.ts';
import type { CheckedScenario } from './checking/scenarioSchema.ts';
import { defaultProbeMs } from './defaults.ts';
import type { Overrides } from './Overrides.ts';
import type { ResolvedLongTransaction } from './ResolvedScenario.ts';

export function resolveLongTransactions(
  declared: CheckedScenario['longTransactions'] = [],
): ResolvedLongTransaction[] {
  return declared.map(({ name, sql = [], locks = [], mode, isolation, lasts, pause }) => ({
    name,
    statements: typeof sql === 'string' ? [sql] : sql,
    locks,
    mode: mode ?? 'AccessShareLock',
    isolation: isolation ?? 'read committed',
    lastsMs: lasts,
    pauseMs: pause ?? 0,
  }));
}

/** The first of the layers that says something decides; undefined says nothing. */
export function resolveProbe(...layers: readonly (number | null | undefined)[]): number | null {
  const first = layers.find((layer) => layer !== undefined);
  return first === undefined ? defaultProbeMs : first;
}

/** `--queue-probe`, in milliseconds; null for `off`, undefined where it is not given. Throws `usage/queue-probe`. */
export function probeByFlag({ queueProbe: given }: Pick<Overrides, 'queueProbe'>): number | null | undefined {
  if (given === undefined) return undefined;
  if (given === 'off') return null;
  const milliseconds = parseDuration(given);
  if (milliseconds) return milliseconds;
  throw new PgrehearseError(
    'usage/queue-probe',
    `--queue-probe: expected ${durationNotation}, or off; found '${given}'`,
    { source: '--queue-probe', hint: "Give a duration such as '2 s', or off." },
  );
}
