import type { QueryFacts } from '../../analysis/Facts.ts';
import { fingerprint } from '../../analysis/plans/fingerprint.ts';
import { nodeText } from '../../analysis/plans/nodeText.ts';
import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';
import { nodesOfPlan } from '../../evidence/nodesOfPlan.ts';
import type { FragilityEvidence } from '../../evidence/QueryEvidence.ts';
import { formatCount } from '../../units.ts';
import type { Draft, Rule, RuleContext } from '../Rule.ts';
import { blameWords, queryDraft, sinceWords } from './planContext.ts';

/** A plan that hangs on which rows ANALYZE happens to read. */
export const planFragile: Rule = {
  id: 'plan/fragile',
  title: 'A plan hangs on what ANALYZE happens to sample',
  why: 'Any night autovacuum may analyze the table, read other rows, and leave the query with another plan.',
  severity: 'warn where the migrations made it so; info where it was so before',
  example: {
    bad: 'A partial index on a column that is NULL in all rows but four of a million.',
    good: 'ALTER TABLE orders ALTER COLUMN disputed SET STATISTICS 10000; -- the sample then holds such rows',
  },
  check: (context) => context.facts.queries.flatMap((query) => told(query, context) ?? []),
};

interface Flips {
  analyzes: number;
  /** How often each way came, the usual one first. */
  ways: { plan: ExplainPlan; count: number }[];
}

function told(query: QueryFacts, context: RuleContext): Draft | null {
  const { fragility = [] } = query;
  const flips = (when: FragilityEvidence['when']) => {
    const one = fragility.find((each) => each.when === when);
    return one ? flipsOf(one, context) : null;
  };
  const [was, is] = [flips('before'), flips('after')];
  if (!is && !was) return null;
  const { analyzes, ways } = (is ?? was)!;
  const isNew = is !== null && was === null && fragility.some(({ when }) => when === 'before');
  const rare = ways.slice(1).reduce((sum, { count }) => sum + count, 0);
  const figures = `in ${formatCount(rare)} of ${formatCount(analyzes)}`;
  return {
    ...queryDraft(query, context),
    severity: is !== null && !(was !== null) ? 'warn' : 'info',
    verdict: isNew && context.gates ? 'regressed' : 'observed',
    measured: { value: rare, unit: 'count' },
    bound: null,
    title: `${query.name} (${query.parameters}) has another plan ${figures} ANALYZEs of the same rows${is ? '' : ' before the migrations'}${isNew ? sinceWords(query) : ''}`,
    why: [
      `${ways.map(({ plan, count }) => `${formatCount(count)} of ${formatCount(analyzes)}: ${wayOf(plan)}, at a cost of ${formatCount(plan.Plan['Total Cost'] ?? 0)}`).join('; ')}.`,
      was !== null && is !== null ? 'It was so before the migrations, too.' : '',
      ...(isNew ? blameWords(query) : []),
    ]
      .filter(Boolean)
      .join(' '),
    remedy: remedy(ways.map(({ plan }) => plan)),
  };
}

/** Null where every ANALYZE gives the same way to read the relations, or where there is too little to read to matter. */
function flipsOf({ analyzes, plans }: FragilityEvidence, context: RuleContext): Flips | null {
  const { buffersPages } = context.scenario.thresholds;
  const byAccess = new Map<string, { plan: ExplainPlan; count: number }>();
  for (const { plan, count } of plans) {
    const { access } = fingerprint(plan);
    const known = byAccess.get(access);
    if (known) known.count += count;
    else byAccess.set(access, { plan, count });
  }
  const ways = [...byAccess.values()].sort((a, b) => b.count - a.count);
  const dearest = Math.max(0, ...ways.map(({ plan }) => plan.Plan['Total Cost'] ?? 0));
  return ways.length > 1 && dearest >= buffersPages ? { analyzes, ways } : null;
}

function wayOf(plan: ExplainPlan): string {
  const scans = nodesOfPlan(plan.Plan).filter((node) => node['Relation Name'] !== undefined);
  return scans.map(nodeText).join(', ') || nodeText(plan.Plan);
}

function remedy(plans: readonly ExplainPlan[]): string {
  const relations = new Set(
    plans.flatMap(({ Plan }) =>
      nodesOfPlan(Plan).flatMap(({ Schema: schema, 'Relation Name': name }) =>
        name === undefined ? [] : [schema === undefined ? name : `${schema}.${name}`],
      ),
    ),
  );
  return `Have ANALYZE read more rows of the column that decides, so that every sample tells the same.\n${[
    ...relations,
  ]
    .map((relation) => `ALTER TABLE ${relation} ALTER COLUMN … SET STATISTICS 10000; ANALYZE ${relation};`)
    .join('\n')}`;
}
