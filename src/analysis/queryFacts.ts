import type { QueryEvidence } from '../evidence/QueryEvidence.ts';
import { captureOf } from './captureOf.ts';
import { changeOf } from './changeOf.ts';
import type { Capture, PlanReason, QueryFacts } from './Facts.ts';
import { fingerprintAt } from './plans/fingerprintAt.ts';
import { reasonsOf } from './plans/why/reasonsOf.ts';
import type { WhyEvidence } from './plans/why/WhyContext.ts';

/** A key query with one parameter set: what became of it, and why where that can be told. */
export function queryFacts(query: QueryEvidence, evidence: WhyEvidence): QueryFacts {
  const { before: first, afterDeploy: second, after: third, ...asSeen } = query;
  const before = captureOf(first, fingerprintAt('before', evidence.catalogs));
  const afterDeploy = captureOf(second, fingerprintAt('afterDeploy', evidence.catalogs));
  const after = captureOf(third, fingerprintAt('after', evidence.catalogs));
  return {
    ...asSeen,
    before,
    afterDeploy,
    after,
    change: changeOf(before, after),
    reasons: lastingAndPassing(query, { before, afterDeploy, after }, evidence),
  };
}

/** Of the plan that stays; then those of the one right after deploy, where it is another. */
function lastingAndPassing(
  query: QueryEvidence,
  { before, afterDeploy, after }: Record<'before' | 'afterDeploy' | 'after', Capture>,
  evidence: WhyEvidence,
): PlanReason[] {
  const lasting = differ(before, after) ? reasonsOf(query, 'after', evidence) : [];
  const another = differ(before, afterDeploy) && differ(afterDeploy, after);
  const about = ({ kind, relation, index, columns }: PlanReason) =>
    JSON.stringify([kind, relation, index, columns]);
  const told = new Set(lasting.map(about));
  const passing = (another ? reasonsOf(query, 'afterDeploy', evidence) : []).filter(
    (reason) => !told.has(about(reason)),
  );
  return [...lasting, ...passing.map((reason) => ({ ...reason, until: 'analyze' as const }))];
}

/** In what production's settings make of it, too. */
function differ(before: Capture, after: Capture): boolean {
  return changeOf(before, after) !== 'none' || shapeOf(before) !== shapeOf(after);
}

function shapeOf({ shape, plan }: Capture): string {
  const explained = shape ?? plan;
  return JSON.stringify([explained?.['JIT'] !== undefined, explained?.Settings]);
}
