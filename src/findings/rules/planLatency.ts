import { formatDuration } from '../../units.ts';
import type { Rule } from '../Rule.ts';
import { baselineOf, knownPlan, queryDraft } from './planContext.ts';

/** Latency is noisy: only of a query whose plan or work changed, and only where the samples lie apart. */
export const planLatency: Rule = {
  id: 'plan/latency',
  title: 'A query takes longer than before',
  why: 'Its plan or its work changed, and its fastest execution is slower than the middle one was before.',
  severity: 'fail where budgets or a baseline exist, else warn; never without another plan or other work',
  example: {
    bad: 'DROP INDEX orders_customer_id; -- still used',
    good: 'Watch pg_stat_user_indexes first; drop what nobody reads.',
  },
  check(context) {
    const { latencyRatio, latencyDifference } = context.scenario.thresholds;
    return context.facts.queries.flatMap((query) => {
      const before = query.before.latencyMs;
      const after = query.after.latencyMs;
      if (!before || !after || query.change === 'none' || query.change === 'cost') return [];
      const worse = after.low > before.median && after.median >= before.median * latencyRatio;
      if (!worse || after.median - before.median < latencyDifference) return [];
      const known = knownPlan(query.after, baselineOf(query, context));
      const regressed = context.gates && !known;
      return [
        {
          ...queryDraft(query),
          severity: regressed ? ('fail' as const) : ('warn' as const),
          verdict: regressed ? ('regressed' as const) : ('observed' as const),
          measured: { value: after.median, unit: 'ms' as const, low: after.low, high: after.high },
          bound: { kind: 'rule' as const, value: before.median * latencyRatio, unit: 'ms' as const },
          title: `${query.name} (${query.parameters}) takes ${formatDuration(after.median)}, ${formatDuration(before.median)} before the migrations`,
          why: 'Its plan or its work changed, and its fastest execution is slower than the middle one was before.',
          remedy: 'Look at the change of the plan first: latency follows it.',
        },
      ];
    });
  },
};
