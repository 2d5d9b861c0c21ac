import type { Evidence } from '../evidence/Evidence.ts';
import { type Result, resultVersion, type ScenarioResult, type Verdict } from './Result.ts';

/** One result of several judged scenarios, in the order given. */
export function resultOf(evidence: readonly Evidence[], scenarios: ScenarioResult[]): Result {
  const times = (field: 'startedAt' | 'finishedAt') => evidence.map((one) => one[field]).sort();
  const first = evidence[0];
  return {
    schemaVersion: resultVersion,
    tool: { name: 'pgrehearse', version: first?.tool.version ?? '' },
    project: first?.project ?? '',
    commit: first?.commit ?? null,
    startedAt: times('startedAt')[0] ?? '',
    finishedAt: times('finishedAt').at(-1) ?? '',
    verdict: worst(scenarios.map(({ verdict }) => verdict)),
    server: evidence.find(({ server }) => server)?.server ?? null,
    scenarios,
  };
}

function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('inconclusive') ? 'inconclusive' : 'pass';
}
