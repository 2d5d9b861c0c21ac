import type { CheckedScenario } from './checking/scenarioSchema.ts';
import { defaultProbeMs } from './defaults.ts';
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
