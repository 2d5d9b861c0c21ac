import { nodeText } from '../../analysis/plans/nodeText.ts';
import { departureWords, isAnswered, newDeparture } from '../../analysis/plans/why/estimateOff.ts';
import { lostIndexes } from '../../analysis/plans/why/LostIndex.ts';
import { formatCount } from '../../units.ts';
import { reasonRule } from './reasonRule.ts';

/** The planner expects another number of rows than come, and chose the plan for that. */
export const planEstimate = reasonRule(
  {
    id: 'plan/estimate',
    title: 'The planner newly misjudges a number of rows',
    why: 'A plan for one row that gets a million is the wrong plan, and gets worse with every row.',
    severity: 'warn, from the threshold estimateError on, where the plan got worse with it',
    example: {
      bad: 'DROP STATISTICS orders_city_country;',
      good: 'CREATE STATISTICS orders_city_country ON city, country FROM orders; ANALYZE orders;',
    },
  },
  ({ before, after, work, context }) => {
    const { estimateError } = context.scenario.thresholds;
    // A cost that follows an estimate says no more than the estimate.
    const departure = work === 'dearer' ? null : newDeparture(before.plan, after.plan, estimateError);
    const lost = lostIndexes(before.scans, after.scans, after.catalog);
    if (!departure || isAnswered(departure, { before, after, lost })) return [];
    const { node, planned, actual, error } = departure;
    return [
      {
        measured: { value: error, unit: 'ratio' as const },
        bound: { kind: 'rule' as const, value: estimateError, unit: 'ratio' as const },
        same: 'estimate' as const,
        words: `is planned for ${formatCount(planned)} ${planned === 1 ? 'row' : 'rows'} of ${nodeText(node)}, and ${formatCount(actual)} come`,
        why: `${departureWords(departure)}; the nodes below it are right.`,
      },
    ];
  },
);
