import { nodeText } from '../../analysis/plans/nodeText.ts';
import { buffersOf } from '../../evidence/buffersOf.ts';
import type { PlanNode } from '../../evidence/ExplainPlan.ts';
import { nodesOfPlan } from '../../evidence/nodesOfPlan.ts';
import { formatCount } from '../../units.ts';
import { reasonRule } from './reasonRule.ts';

/** A subquery that is run for every row, and was not. */
export const planSubplan = reasonRule(
  {
    id: 'plan/subplan',
    title: 'A query newly runs a subquery for every row',
    why: 'What was one join is now as many small queries as there are rows.',
    severity: 'warn, from the threshold loops on',
    example: {
      bad: 'CREATE OR REPLACE VIEW v AS SELECT o.id, (SELECT name FROM customers c WHERE c.id = o.customer_id) FROM orders o;',
      good: 'CREATE OR REPLACE VIEW v AS SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id;',
    },
  },
  ({ before, after, context }) => {
    const { loops: least, buffersPages, buffersRatio } = context.scenario.thresholds;
    const known = subplansOf(before.plan);
    const worst = subplansOf(after.plan).sort((a, b) => pagesOf(b) - pagesOf(a))[0];
    if (!worst || loopsOf(worst) < least || pagesOf(worst) < buffersPages) return [];
    const mostBefore = known.reduce((most, node) => Math.max(most, pagesOf(node)), 0);
    if (known.some((node) => loopsOf(node) >= least) && pagesOf(worst) < mostBefore * buffersRatio) return [];
    return [
      {
        measured: { value: loopsOf(worst), unit: 'count' as const },
        bound: { kind: 'rule' as const, value: least, unit: 'count' as const },
        words: `runs a subquery ${formatCount(loopsOf(worst))} times: ${worst['Subplan Name']}, ${nodeText(worst)}`,
        why: `That reads ${formatCount(pagesOf(worst))} pages, ${formatCount(mostBefore)} before.`,
        remedy:
          'Write the subquery as a join: LEFT JOIN for one value, EXISTS or NOT EXISTS instead of NOT IN; or give it an index by which each run reads a few pages.',
      },
    ];
  },
);

function subplansOf(plan: PlanNode): PlanNode[] {
  return nodesOfPlan(plan).filter((node) => node['Parent Relationship'] === 'SubPlan');
}

function loopsOf(node: PlanNode): number {
  return node['Actual Loops'] ?? 0;
}

function pagesOf(node: PlanNode): number {
  return buffersOf(node) ?? 0;
}
