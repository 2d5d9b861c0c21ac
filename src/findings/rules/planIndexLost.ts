import type { ExplainPlan, PlanNode } from '../../evidence/ExplainPlan.ts';
import { formatCount } from '../../units.ts';
import type { Rule } from '../Rule.ts';
import { baselineOf, knownPlan, queryDraft } from './planContext.ts';

/** A relation that was read through an index is now read whole: the reason behind other findings of the query. */
export const planIndexLost: Rule = {
  id: 'plan/index-lost',
  title: 'A query no longer uses its index',
  why: 'It names the reason behind other findings of the query: the whole relation is read for each call.',
  severity: 'warn',
  example: { bad: 'WHERE reference::text = $1', good: 'WHERE reference = $1' },
  check(context) {
    return context.facts.queries.flatMap((query) => {
      const { before, after } = query;
      if (!before.plan || !after.plan) return [];
      const known = knownPlan(after, baselineOf(query, context));
      const indexes = indexScans(before.plan);
      return firstOfEach(sequentialScans(after.plan))
        .filter(
          ({ relation }) =>
            indexes.has(relation) &&
            !sequentialScans(before.plan!).some((scan) => scan.relation === relation),
        )
        .map(({ relation, node }) => ({
          ...queryDraft(query),
          subject: { query: query.name, parameters: query.parameters, relation },
          severity: 'warn' as const,
          verdict: known || !context.gates ? ('observed' as const) : ('regressed' as const),
          measured: null,
          bound: null,
          title: `${query.name} (${query.parameters}) no longer uses ${indexes.get(relation)}: it reads all of ${relation}`,
          why: filterWords(node),
          remedy:
            'See whether the index still exists and is valid, whether its expression or type still matches the condition, and whether a cast now stands around the column; then change the query or add the index that fits.',
        }));
    });
  },
};

/** A join of a relation with itself reads it twice; it is said once. */
function firstOfEach(scans: ReturnType<typeof sequentialScans>): ReturnType<typeof sequentialScans> {
  return scans.filter(
    ({ relation }, index) => scans.findIndex((scan) => scan.relation === relation) === index,
  );
}

function filterWords(node: PlanNode): string {
  const filter = typeof node['Filter'] === 'string' ? node['Filter'] : null;
  const rows = (node['Actual Rows'] ?? 0) + (Number(node['Rows Removed by Filter']) || 0);
  const read =
    rows > 0
      ? `Every call reads ${formatCount(rows * (node['Actual Loops'] ?? 1))} rows`
      : 'Every call reads the whole table';
  return filter ? `${read} and filters them by ${filter}.` : `${read}.`;
}

function relationOf(node: PlanNode): string | undefined {
  const relation = node['Relation Name'];
  return relation === undefined ? undefined : node.Schema ? `${node.Schema}.${relation}` : relation;
}

/** Relation → index, bitmap scans included. */
function indexScans(plan: ExplainPlan): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (node: PlanNode, heap: string | undefined) => {
    const relation = relationOf(node) ?? heap;
    if (node['Index Name'] && relation) found.set(relation, node['Index Name']);
    for (const child of node.Plans ?? [])
      visit(child, node['Node Type'].startsWith('Bitmap') ? relation : undefined);
  };
  visit(plan.Plan, undefined);
  return found;
}

function sequentialScans(plan: ExplainPlan): { relation: string; node: PlanNode }[] {
  const found: { relation: string; node: PlanNode }[] = [];
  const visit = (node: PlanNode) => {
    const relation = relationOf(node);
    if (node['Node Type'] === 'Seq Scan' && relation) found.push({ relation, node });
    for (const child of node.Plans ?? []) visit(child);
  };
  visit(plan.Plan);
  return found;
}
