/** Records what `test/fixtures/reasons/reasonCases.ts` names on PostgreSQL 18: `tsx test/support/recordReasons.ts`. */

import { writeFileSync } from 'node:fs';
import type { ExplainPlan, PlanNode } from '../../src/evidence/ExplainPlan.ts';
import type { CaptureEvidence } from '../../src/evidence/QueryEvidence.ts';
import type { PlanCase } from '../fixtures/planBattery/PlanCase.ts';
import { reasonCases } from '../fixtures/reasons/reasonCases.ts';
import { localServer } from './localServer.ts';
import { type Played, playedEvidence } from './playedEvidence.ts';

/** What differs from run to run, or is nothing: it would only fill the file. */
function compact(node: PlanNode): PlanNode {
  const kept = Object.entries(node).filter(([field, value]) => {
    if (value === false && field !== 'Parallel Aware') return false;
    if (/^Startup Cost$| Time$|^Output$|^Plan Width$|^Async|^Peak Memory|^WAL|^Parallel Aware$/.test(field))
      return field === 'Parallel Aware' && value === true;
    return value !== 0 || !/ Blocks$/.test(field) || field === 'Shared Hit Blocks';
  });
  const plan = Object.fromEntries(kept) as PlanNode;
  return node.Plans ? { ...plan, Plans: node.Plans.map(compact) } : plan;
}

function compactPlan(plan: ExplainPlan | null): ExplainPlan | null {
  return plan && { Plan: compact(plan.Plan), ...(plan.Settings ? { Settings: plan.Settings } : {}) };
}

/** Production's settings make another plan only where a case sets them. */
function compactCapture(
  { serial, shape, latencies, error }: CaptureEvidence,
  { alone }: PlanCase,
): CaptureEvidence {
  return { serial: compactPlan(serial), shape: alone ? compactPlan(shape) : null, latencies, error };
}

function line(one: PlanCase, { queries, catalogs }: Played): string {
  const [query] = queries.map((each) => ({
    ...each,
    before: compactCapture(each.before, one),
    afterDeploy: compactCapture(each.afterDeploy, one),
    after: compactCapture(each.after, one),
  }));
  return JSON.stringify({ name: one.name, query, catalogs });
}

const server = await localServer();
try {
  const lines: string[] = [];
  const groups = [
    reasonCases.filter(({ alone }) => !alone),
    ...reasonCases.filter(({ alone }) => alone).map((one) => [one]),
  ];
  for (const [i, group] of groups.entries()) {
    const database = await server.createDatabase(`reasons_${i}`);
    const plays = await playedEvidence(() => server.connect(database), group);
    for (const [one, play] of plays) lines.push(line(one, play));
    await server.dropDatabase(`reasons_${i}`);
  }
  writeFileSync(new URL('../fixtures/reasons/18.jsonl', import.meta.url), `${lines.join('\n')}\n`);
  console.log(`${lines.length} cases`);
} finally {
  await server.stop();
}
