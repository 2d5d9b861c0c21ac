import { formatCount } from '../../units.ts';
import type { Rule } from '../Rule.ts';
import { planRemedy } from '../remedies/plans/planRemedy.ts';
import { blameWords, queryDraft, reasonWords, sinceWords } from './planContext.ts';

/** In the first minutes after deploy a rewritten column has no statistics, and a rewritten table no visibility map. */
export const planStaleStatistics: Rule = {
  id: 'plan/stale-statistics',
  title: 'A query is slow until the next VACUUM and ANALYZE',
  why: 'A rewrite leaves a table without visibility map and a new column without statistics; users meet that plan first.',
  severity: 'warn',
  example: {
    bad: 'A migration that rewrites a table, and a deploy right after it.',
    good: 'VACUUM (ANALYZE) orders; -- as the last step',
  },
  check(context) {
    const {
      facts,
      scenario: { thresholds },
    } = context;
    return facts.queries.flatMap((query) => {
      const now = query.afterDeploy.buffers;
      const later = query.after.buffers;
      const before = query.before.buffers;
      if (now === null || later === null || before === null) return [];
      const usual = Math.max(later, before);
      if (now < usual * thresholds.buffersRatio || now - usual < thresholds.buffersPages) return [];
      return [
        {
          ...queryDraft(query, context),
          severity: 'warn' as const,
          verdict: 'observed' as const,
          measured: { value: now, unit: 'pages' as const },
          bound: { kind: 'rule' as const, value: usual * thresholds.buffersRatio, unit: 'pages' as const },
          title: `${query.name} (${query.parameters}) reads ${formatCount(now)} pages right after deploy, ${formatCount(later)} after VACUUM (ANALYZE)${sinceWords(query)}`,
          why: [
            'Until autovacuum comes by, users meet this plan.',
            ...reasonWords(query, 'afterDeploy'),
            ...blameWords(query),
          ].join(' '),
          remedy: planRemedy(query, 'afterDeploy', context),
        },
      ];
    });
  },
};
