import type { ScenarioFacts, ThresholdName } from '../evidence/ScenarioFacts.ts';
import { resolveThresholds } from '../scenario/resolveBudgets.ts';

/** Milliseconds, pages, ratios and counts; those that the evidence does not know yet are the defaults. */
export function thresholdsOf({
  thresholds,
}: Pick<ScenarioFacts, 'thresholds'>): Record<ThresholdName, number> {
  return { ...resolveThresholds({}), ...thresholds };
}
