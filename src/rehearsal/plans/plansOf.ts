import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';
import type { QueryEvidence } from '../../evidence/QueryEvidence.ts';

const captures = ['before', 'afterDeploy', 'after'] as const;

/** All plans of a query in some of the captures, in all unless told. */
export function plansOf(
  query: Pick<QueryEvidence, (typeof captures)[number]>,
  ...which: (typeof captures)[number][]
): ExplainPlan[] {
  return (which.length > 0 ? which : captures).flatMap((when) => {
    const { shape, serial, generic } = query[when];
    return [shape, serial, generic].flatMap((plan) => plan ?? []);
  });
}
