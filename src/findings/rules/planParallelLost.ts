import type { Capture } from '../../analysis/Facts.ts';
import { workersOf } from '../../analysis/plans/why/parallelLost.ts';
import { formatCount } from '../../units.ts';
import type { Rule } from '../Rule.ts';
import { planRemedy } from '../remedies/plans/planRemedy.ts';
import { baselineOf, blameWords, knownPlan, queryDraft, reasonWords, sinceWords } from './planContext.ts';
import { comparedWork, pagesOf } from './planWork.ts';

/** Under production's settings workers took part, and do not any more, though there is as much to do. */
export const planParallelLost: Rule = {
  id: 'plan/parallel-lost',
  title: 'A query is no longer run in parallel',
  why: 'One process does what several did: the pages are as many, the time is not.',
  severity: 'warn; never where the query does less than before',
  example: {
    bad: 'CREATE OR REPLACE FUNCTION price(…) … ; -- PARALLEL UNSAFE is the default',
    good: 'CREATE OR REPLACE FUNCTION price(…) … PARALLEL SAFE;',
  },
  check: (context) =>
    context.facts.queries.flatMap((query) => {
      const { thresholds } = context.scenario;
      const { before, after } = query;
      const [was, is] = [workers(before), workers(after)];
      if (was === null || was === 0 || is === null || is > 0) return [];
      if (comparedWork(before, after, thresholds) === 'better') return [];
      if ((pagesOf(after) ?? after.cost ?? 0) < thresholds.buffersPages) return [];
      const known = knownPlan(after, baselineOf(query, context));
      return [
        {
          ...queryDraft(query, context),
          severity: 'warn' as const,
          verdict: context.gates && !known ? ('regressed' as const) : ('observed' as const),
          measured: null,
          bound: null,
          title: `${query.name} (${query.parameters}) is run by one process, by ${formatCount(was + 1)} before${sinceWords(query)}`,
          why: [
            'Under production’s settings no parallel worker takes part any more.',
            ...reasonWords(query),
            ...blameWords(query),
          ].join(' '),
          remedy: planRemedy(query, 'after', context),
        },
      ];
    }),
};

/** Null where there is no plan. */
function workers({ shape, plan }: Capture): number | null {
  const explained = shape ?? plan;
  return explained ? workersOf(explained.Plan) : null;
}
