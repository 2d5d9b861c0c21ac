import { innerLoops, innerOf, joinsOf } from '../../analysis/plans/joins.ts';
import { nodeText } from '../../analysis/plans/nodeText.ts';
import { buffersOf } from '../../evidence/buffersOf.ts';
import type { PlanNode } from '../../evidence/ExplainPlan.ts';
import { formatCount } from '../../units.ts';
import { reasonRule } from './reasonRule.ts';

/** A join that looked at each side once now looks at one for every row of the other. */
export const planNestedLoop = reasonRule(
  {
    id: 'plan/nested-loop',
    title: 'A join newly runs its inner side for every row',
    why: 'A nested loop is the best plan for few rows and the worst for many: its work grows with each of them.',
    severity: 'warn, from the threshold loops on',
    example: {
      bad: 'DROP STATISTICS …; -- the planner expects one row, and ten thousand come',
      good: 'Put the estimate right: extended statistics, ANALYZE; the hash join comes back by itself.',
    },
  },
  ({ before, after, context }) => {
    const { loops: least, buffersPages } = context.scenario.thresholds;
    const known = new Map(joinsOf(before.plan).map((join) => [join.relations, innerLoops(join.node)]));
    const found = joinsOf(after.plan).filter(
      ({ node, relations }) =>
        innerLoops(node) >= least && innerLoops(node) >= 2 * (known.get(relations) ?? 0),
    );
    const worst = found.sort((a, b) => pagesOf(b.node) - pagesOf(a.node))[0];
    if (!worst || pagesOf(worst.node) < buffersPages) return [];
    const inner = innerOf(worst.node)!;
    return [
      {
        measured: { value: innerLoops(worst.node), unit: 'count' as const },
        bound: { kind: 'rule' as const, value: least, unit: 'count' as const },
        words: `runs ${nodeText(inner)} ${formatCount(innerLoops(worst.node))} times in a nested loop`,
        why: `That reads ${formatCount(pagesOf(worst.node))} pages.`,
        remedy:
          'See how many rows the planner expects of the outer side below and how many come: put that estimate right, and it joins otherwise by itself.',
      },
    ];
  },
);

function pagesOf(node: PlanNode): number {
  const inner = innerOf(node);
  return inner ? (buffersOf(inner) ?? 0) : 0;
}
