import type { Evidence } from '../evidence/Evidence.ts';
import type { QueryEvidence } from '../evidence/QueryEvidence.ts';
import { captureOf } from './captureOf.ts';
import { changeOf } from './changeOf.ts';
import type { Capture, PlanReason, QueryFacts } from './Facts.ts';
import { reasonsOf } from './plans/why/reasonsOf.ts';

/** A key query with one parameter set: what became of it, and why where that can be told. */
export function queryFacts(
  query: QueryEvidence,
  evidence: Pick<Evidence, 'catalogs' | 'server'> = {
    server: null,
  },
): QueryFacts {
  const { before: first, afterDeploy: early, after: last, ...asSeen } = query;
  const [before, afterDeploy, after] = [captureOf(first), captureOf(early), captureOf(last)];
  const change = changeOf(before, after);
  return { ...asSeen, before, afterDeploy, after, change, reasons: reasons() };

  /** Of the plan that stays; then those of the one right after deploy, where it is another. */
  function reasons(): PlanReason[] {
    const lasting = change === 'none' ? [] : reasonsOf(query, 'after', evidence);
    const early =
      same(afterDeploy, after) || changeOf(before, afterDeploy) === 'none'
        ? []
        : reasonsOf(query, 'afterDeploy', evidence);
    const told = new Set(lasting.map(({ kind, relation, index }) => `${kind} ${relation} ${index}`));
    const passing = early.filter(({ kind, relation, index }) => !told.has(`${kind} ${relation} ${index}`));
    return [...lasting, ...passing.map((reason) => ({ ...reason, until: 'analyze' as const }))];
  }
}

function same(a: Capture, b: Capture): boolean {
  return changeOf(a, b) === 'none' && changeOf(b, a) === 'none';
}
