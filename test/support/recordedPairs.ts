import { readFileSync } from 'node:fs';
import type { ExplainPlan } from '../../src/evidence/ExplainPlan.ts';
import type { PlanCatalog } from '../../src/evidence/PlanCatalog.ts';

/** What `recordPlans.ts` wrote of a pair. */
export interface RecordedPair {
  name: string;
  before: { plan: ExplainPlan; catalog?: PlanCatalog };
  after: { plan: ExplainPlan; catalog?: PlanCatalog };
}

export function recordedPairs(major: 18 | 15): Map<string, RecordedPair> {
  const file = new URL(`../fixtures/planPairs/${major}.jsonl`, import.meta.url);
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return new Map(lines.map((line) => JSON.parse(line) as RecordedPair).map((pair) => [pair.name, pair]));
}
