import { readFileSync } from 'node:fs';
import type { Evidence } from '../../src/evidence/Evidence.ts';
import type { QueryEvidence } from '../../src/evidence/QueryEvidence.ts';
import { evidence } from '../fixtures/evidence/build.ts';
import { withBudgets } from './judged.ts';

type Recorded = { name: string; query: QueryEvidence; catalogs: NonNullable<Evidence['catalogs']> };

const lines = readFileSync(new URL('../fixtures/reasons/18.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n');
const recorded = new Map(
  lines.map((line) => {
    const one = JSON.parse(line) as Recorded;
    return [one.name, one] as const;
  }),
);

export const recordedNames: readonly string[] = [...recorded.keys()];

/** A case as it was recorded, in a scenario with a budget, so that findings gate. */
export function recordedEvidence(name: string, parts: Partial<QueryEvidence> = {}): Evidence {
  const { query, catalogs } = recorded.get(name)!;
  return evidence({
    queries: [{ ...query, ...parts }],
    catalogs,
    scenario: withBudgets({ durationMs: 1e9 }),
  });
}
