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

/** For the strongest reason that something can be done about: a sentence or two, then its SQL, a statement a line. */
export function planRemedy(
  query: QueryFacts,
  when: 'afterDeploy' | 'after',
  { relations }: Pick<RuleContext, 'relations'>,
  otherwise?: string,
): string {
  for (const reason of query.reasons ?? []) {
    if (when === 'after' && reason.until) continue;
    const partitioned = relations.get(reason.relation ?? '')?.kind === 'p';
    const remedy = advice[reason.kind]?.({ reason, query, partitioned });
    if (remedy) return [remedy.words, ...remedy.sql].join('\n');
  }
  if (when === 'afterDeploy')
    return 'Run VACUUM (ANALYZE) on the changed tables as the last step of the deploy.';
  return (
    otherwise ??
    'Compare both plans below: the node that changed names the index, the cast or the estimate behind it.'
  );
}
