import type { Finding } from '../../findings/Finding.ts';
import type { Result, ScenarioResult } from '../../findings/Result.ts';

/** What a finding asks of its reader; `accepted`: a known risk taken on purpose. */
export type State = 'fail' | 'warn' | 'accepted' | 'info';

/** One problem: all findings of a scenario with the same cause, worst first. */
export interface Cause {
  scenario: ScenarioResult;
  name: string;
  state: State;
  findings: [Finding, ...Finding[]];
}

const states: State[] = ['fail', 'warn', 'accepted', 'info'];
// What failed outright comes before what was only slower than its bound, and effects before what explains them.
const outright = ['migration/failed', 'plan/query-fails', 'plan/result-differs', 'rollback/failed'];
const explaining = [
  'migration/rewrite',
  'migration/scan',
  'plan/index-lost',
  'plan/index-only-lost',
  'plan/sort-added',
  'plan/spill',
  'plan/estimate',
  'plan/nested-loop',
  'plan/subplan',
  'plan/pruning-lost',
  'plan/join-changed',
  'plan/parallel-lost',
];

export function stateOf(finding: Finding): State {
  return finding.accepted ? 'accepted' : finding.severity;
}

/** The causes of a whole result, worst first. */
export function causesOf(result: Result): Cause[] {
  return result.scenarios.flatMap(causesOfScenario).sort(byWorst);
}

/** The causes of one scenario, worst first. */
export function causesOfScenario(scenario: ScenarioResult): Cause[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of scenario.findings) {
    const group = groups.get(finding.cause);
    if (group) group.push(finding);
    else groups.set(finding.cause, [finding]);
  }
  const causes = [...groups].map(([name, group]): Cause => {
    const findings = group.sort(byRank) as Cause['findings'];
    return { scenario, name, state: stateOf(findings[0]), findings };
  });
  return causes.sort(byWorst);
}

export function countStates(causes: Cause[]): Record<State, number> {
  const counts = { fail: 0, warn: 0, accepted: 0, info: 0 };
  for (const { state } of causes) counts[state]++;
  return counts;
}

/** How many times the bound was measured, at the low end; null without a bound. */
export function excess({ measured, bound }: Finding): number | null {
  if (!measured || !bound || measured.unit !== bound.unit || bound.value <= 0) return null;
  return (measured.low ?? measured.value) / bound.value;
}

/** Whether it only says why others of its cause are. */
export function explains({ rule }: Finding): boolean {
  return explaining.includes(rule);
}

function byWorst(a: Cause, b: Cause): number {
  return byRank(a.findings[0], b.findings[0]);
}

function byRank(a: Finding, b: Finding): number {
  return (
    states.indexOf(stateOf(a)) - states.indexOf(stateOf(b)) ||
    weight(a.rule) - weight(b.rule) ||
    (excess(b) ?? 0) - (excess(a) ?? 0)
  );
}

function weight(rule: string): number {
  if (outright.includes(rule)) return 0;
  return explaining.includes(rule) ? 2 : 1;
}
