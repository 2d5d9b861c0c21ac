import { baselineOf } from '../../src/baseline/baselineOf.ts';
import type { Evidence } from '../../src/evidence/Evidence.ts';
import type { RuleId } from '../../src/evidence/ruleIds.ts';
import type { BudgetFacts, ScenarioFacts } from '../../src/evidence/ScenarioFacts.ts';
import type { UsableBaseline } from '../../src/findings/Baseline.ts';
import type { Finding } from '../../src/findings/Finding.ts';
import { type JudgeOptions, judge } from '../../src/findings/judge.ts';
import type { ScenarioResult } from '../../src/findings/Result.ts';
import { noBudgets, scenario } from '../fixtures/evidence/build.ts';

export function judged(evidence: Evidence, options: Partial<JudgeOptions> = {}): ScenarioResult {
  return judge(evidence, { baseline: null, notes: [], accept: true, ...options });
}

/** A rule's findings. */
export function found(rule: RuleId, evidence: Evidence, options: Partial<JudgeOptions> = {}): Finding[] {
  return judged(evidence, options).findings.filter((finding) => finding.rule === rule);
}

/** `fail breached, bound budget 500`, one a finding. */
export function told(rule: RuleId, evidence: Evidence, options: Partial<JudgeOptions> = {}): string[] {
  return found(rule, evidence, options).map(({ severity, verdict, bound }) =>
    [`${severity} ${verdict}`, bound && `bound ${bound.kind} ${bound.value}`].filter(Boolean).join(', '),
  );
}

/** What a later run is held against when this one was accepted. */
export function accepted(evidence: Evidence, parts: Partial<UsableBaseline> = {}): UsableBaseline {
  return { ...baselineOf(judged(evidence), null), sameHost: true, ...parts };
}

export function withBudgets(
  budgets: Partial<BudgetFacts>,
  parts: Partial<ScenarioFacts> = {},
): ScenarioFacts {
  return scenario({ budgets: { ...noBudgets, ...budgets }, ...parts });
}
