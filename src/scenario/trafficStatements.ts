import type { ResolvedScenario } from './ResolvedScenario.ts';

/** The statements of the traffic, those of transactions one by one. */
export function trafficStatements({ traffic }: Pick<ResolvedScenario, 'traffic'>): string[] {
  return traffic.flatMap(({ steps }) => steps.flatMap((step) => ('sql' in step ? [step.sql] : [])));
}
