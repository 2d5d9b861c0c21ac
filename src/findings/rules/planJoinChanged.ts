import { innerLoops, joinsOf } from '../../analysis/plans/joins.ts';
import { reasonRule } from './reasonRule.ts';

/** Relations are joined in another order or by another method, with more work. */
export const planJoinChanged = reasonRule(
  {
    id: 'plan/join-changed',
    title: 'A query joins in another way, with more work',
    why: 'Order and method of a join follow from how many rows the planner expects and which indexes there are.',
    severity: 'warn; never where the query does as little as before',
    example: {
      bad: 'ALTER TABLE customers DROP CONSTRAINT customers_pkey;',
      good: 'Keep the index that the inner side is looked up by.',
    },
  },
  ({ before, after, context }) => {
    const { loops } = context.scenario.thresholds;
    const was = new Map(joinsOf(before.plan).map(({ relations, node }) => [relations, node['Node Type']]));
    const changed = joinsOf(after.plan).find(
      // A nested loop of many is told by the rule of its own.
      ({ relations, node }) => was.get(relations) !== node['Node Type'] && innerLoops(node) < loops,
    );
    if (!changed) return [];
    const method = was.get(changed.relations);
    const order = [...was.keys()];
    return [
      {
        words: `joins ${changed.relations} by ${changed.node['Node Type']}${method ? `, by ${method} before` : order.length > 0 ? `, ${order[0]} first before` : ', which it did not before'}`,
        why: 'Another order or method of joins comes with more work here.',
        remedy:
          'See what the planner joins by below: an index on the inner side’s key, right estimates of both sides, and a unique constraint where there is one row at most let it join as before.',
      },
    ];
  },
);
