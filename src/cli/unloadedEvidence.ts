import type { Evidence } from '../evidence/Evidence.ts';
import { defaultThresholds } from '../scenario/defaults.ts';
import { resolveBudgets, resolveThresholds } from '../scenario/resolveBudgets.ts';
import type { Unloadable } from './chooseScenarios.ts';
import { errorFacts } from './errorFacts.ts';
import { startEvidence } from './startEvidence.ts';

/** Evidence of a scenario whose file cannot be loaded: nothing but the reason. */
export function unloadedEvidence({ name, file, error }: Unloadable, baselineFile: string): Evidence {
  const blank = {
    name,
    file,
    description: '',
    tags: [],
    scale: 1,
    seed: 1,
    repeats: 1,
    budgets: resolveBudgets({}, {}),
    accept: [],
    thresholds: resolveThresholds(defaultThresholds, {}),
    production: null,
    notes: [],
  };
  return { ...startEvidence(blank, baselineFile), error: errorFacts(error) };
}
