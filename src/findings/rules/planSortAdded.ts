import { maskedText } from '../../analysis/plans/maskedText.ts';
import type { PlanNode } from '../../evidence/ExplainPlan.ts';
import { nodesOfPlan } from '../../evidence/nodesOfPlan.ts';
import { formatCount } from '../../units.ts';
import { reasonRule } from './reasonRule.ts';

/** Rows that came in order are sorted. */
export const planSortAdded = reasonRule(
  {
    id: 'plan/sort-added',
    title: 'A query sorts what came in order before',
    why: 'A sort reads all of its rows before the first is given: a LIMIT no longer ends the work early.',
    severity: 'warn; never where the query does as little as before',
    example: {
      bad: 'DROP INDEX orders_state_created_at_idx; CREATE INDEX ON orders (state);',
      good: 'CREATE INDEX ON orders (state, created_at); -- for WHERE state = … ORDER BY created_at LIMIT 20',
    },
  },
  ({ before, after }) => {
    const known = new Set(sortsOf(before.plan).map(keysOf));
    return sortsOf(after.plan)
      .filter((node) => !known.has(keysOf(node)))
      .slice(0, 1)
      .map((node) => {
        const input = node.Plans?.[0];
        const rows = (input?.['Actual Rows'] ?? input?.['Plan Rows'] ?? 0) * (node['Actual Loops'] || 1);
        return {
          words: `sorts ${formatCount(rows)} rows by ${keysOf(node)}, which came in order before`,
          why: 'A sort reads all of its rows before the first is given.',
        };
      });
  },
);

/** A merge join's own sorts are part of how it joins. */
function sortsOf(plan: PlanNode): PlanNode[] {
  return nodesOfPlan(plan)
    .filter((node) => node['Node Type'] !== 'Merge Join')
    .flatMap((node) => [...(node === plan ? [node] : []), ...(node.Plans ?? [])])
    .filter((node) => /^(?:Incremental )?Sort$/.test(node['Node Type']));
}

/** Without the relation's alias, which a partition changes. */
function keysOf(node: PlanNode): string {
  const keys = maskedText(node['Sort Key']);
  return (Array.isArray(keys) ? keys : []).map((key) => String(key).replace(/\b\w+\.(?=\w)/g, '')).join(', ');
}
