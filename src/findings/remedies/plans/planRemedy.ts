import type { PlanReason, PlanReasonKind, QueryFacts } from '../../../analysis/Facts.ts';
import type { RuleContext } from '../../Rule.ts';
import type { Remedy } from '../Remedy.ts';
import { castRemedy, collationRemedy, expressionRemedy } from './columnRemedies.ts';
import { buildAgain, reindexIt } from './indexRemedies.ts';
import {
  analyzeIt,
  moreStatistics,
  resetStatistics,
  statisticsAgain,
  vacuumIt,
} from './statisticsRemedies.ts';
import { cheaper, compiled, memory, order, parallel, pruning, setting, space } from './workRemedies.ts';

/** What is done about one reason. */
export type PlanAdvice = (advised: AdvisedReason) => Remedy | null;

export interface AdvisedReason {
  reason: PlanReason;
  query: QueryFacts;
  /** Whether the reason's relation is a partitioned table. */
  partitioned: boolean;
}

const advice: Partial<Record<PlanReasonKind, PlanAdvice>> = {
  'index-dropped': buildAgain,
  'index-changed': buildAgain,
  predicate: buildAgain,
  expression: expressionRemedy,
  'index-invalid': reindexIt,
  cast: castRemedy,
  'column-type': castRemedy,
  collation: collationRemedy,
  'statistics-missing': vacuumIt,
  'statistics-stale': analyzeIt,
  'statistics-lost': statisticsAgain,
  'statistics-changed': resetStatistics,
  estimate: moreStatistics,
  visibility: vacuumIt,
  'pruning-lost': pruning,
  'work-mem': memory,
  jit: compiled,
  parallel,
  settings: setting,
  'order-lost': order,
  'table-grew': space,
  'cost-tie': cheaper,
  cost: cheaper,
};

/**
 * For the strongest reason that something can be done about: a sentence or two, then its SQL, a statement a line. Right
 * after deploy that is a reason which the next VACUUM and ANALYZE does away with.
 * @param otherwise where no reason has a remedy of its own
 */
export function planRemedy(
  query: QueryFacts,
  when: 'afterDeploy' | 'after',
  { relations }: Pick<RuleContext, 'relations'>,
  otherwise?: string,
): string {
  for (const reason of query.reasons ?? []) {
    if ((when === 'afterDeploy') !== (reason.until !== undefined)) continue;
    const partitioned = relations.get(reason.relation ?? '')?.kind === 'p';
    const remedy = advice[reason.kind]?.({ reason, query, partitioned });
    if (remedy) return [remedy.words, ...remedy.sql].join('\n');
  }
  if (when === 'afterDeploy')
    return 'Run VACUUM (ANALYZE) on the changed tables as the last step of the deploy.';
  const { migration = null, statement = null } = query.blame ?? {};
  const first =
    migration !== null && statement !== null ? `Leave out statement ${statement} of ${migration}, or ` : '';
  return (
    otherwise ??
    (first
      ? `${first}give the query back what it had: compare both plans below.`
      : 'Compare both plans below: the node that changed names the index, the cast or the estimate behind it.')
  );
}
