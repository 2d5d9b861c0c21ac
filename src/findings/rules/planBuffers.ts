import type { QueryFacts } from '../../analysis/Facts.ts';
import { diffPlans } from '../../analysis/plans/diffPlans.ts';
import { impactOf } from '../../analysis/plans/impact.ts';
import { nodeText } from '../../analysis/plans/nodeText.ts';
import { formatCount } from '../../units.ts';
import type { Finding } from '../Finding.ts';
import type { Draft, Rule, RuleContext } from '../Rule.ts';
import { planRemedy } from '../remedies/plans/planRemedy.ts';
import { baselineOf, blameWords, queryDraft, reasonWords, sinceWords } from './planContext.ts';

/** Serial buffers repeat exactly, so a ratio is judged strictly; the baseline stands in for "before" where it knows the query. */
export const planBuffers: Rule = {
  id: 'plan/buffers',
  title: 'A query reads more pages than before',
  why: 'Pages read repeat exactly on the same rows: more of them is more work for every call, on any machine.',
  severity: 'fail where budgets or a baseline exist, else warn; info when it reads fewer',
  example: {
    bad: 'ALTER TABLE orders ALTER COLUMN reference TYPE char(12); -- its index no longer fits the query',
    good: 'Keep the type, or change the query and its index with it.',
  },
  check(context) {
    return context.facts.queries.flatMap((query) => {
      const { before, after } = query;
      const base = baselineOf(query, context);
      if (after.buffers === null) return [];
      if (base?.buffers != null) {
        const verdict = compare(base.buffers, after.buffers, context);
        if (verdict) return [draft(query, base.buffers, 'baseline', verdict, context)];
      }
      const verdict = before.buffers === null ? null : compare(before.buffers, after.buffers, context);
      if (!verdict) return [];
      return [draft(query, before.buffers!, 'rule', base ? 'observed' : verdict, context)];
    });
  },
};

/** The node that has most of the difference, where the plan before is at hand. */
function whereOf({ before, after }: QueryFacts, catalogs: RuleContext['catalogs']): string {
  const culprit = before.plan && after.plan ? diffPlans(before.plan, after.plan, catalogs).culprit : null;
  if (culprit?.measure !== 'pages' || culprit.after <= culprit.before) return '';
  const { node, before: from, after: to, share } = culprit;
  return `${Math.round(share * 100)} % of it is ${nodeText(node)}: ${formatCount(to)} pages itself, ${formatCount(from)} before.`;
}

/** What its triggers read beyond is in no node. */
function triggerWords({ before, after }: QueryFacts): string {
  const [from, to] = [before, after].map(({ plan }) => plan?.['Trigger Pages'] ?? 0);
  if (to! <= from!) return '';
  const calls = (after.plan?.Triggers ?? []).map(
    (one) =>
      `${one['Constraint Name'] ?? one['Trigger Name']} (${formatCount(one.Calls)} ${one.Calls === 1 ? 'call' : 'calls'})`,
  );
  const keys = (after.plan?.Triggers ?? []).some((one) => one['Constraint Name'] !== undefined);
  return `Its triggers read ${formatCount(to!)} pages, ${formatCount(from!)} before, which is no part of the plan: ${calls.join(', ')}.${keys ? ' Where rows are deleted or get another key, a foreign key reads its table by an index on its columns, or all of it.' : ''}`;
}

/** What it means for all calls that production counted. */
function workloadWords(query: QueryFacts, queries: readonly QueryFacts[]): string {
  const { workload } = impactOf(query, queries);
  if (!workload?.pages) return '';
  const share =
    workload.share === null ? '' : `, ${Math.round(workload.share * 100)} % more time for all key queries`;
  return `Production counted ${formatCount(workload.calls)} calls: that is ${formatCount(workload.pages)} pages more${share}.`;
}

function compare(
  from: number,
  to: number,
  { scenario: { thresholds } }: RuleContext,
): 'regressed' | 'improved' | null {
  if (Math.abs(to - from) < thresholds.buffersPages) return null;
  if (to >= from * thresholds.buffersRatio) return 'regressed';
  if (from >= to * thresholds.buffersRatio) return 'improved';
  return null;
}

/** What both thresholds allow. */
function boundOf(
  from: number,
  { buffersRatio, buffersPages }: RuleContext['scenario']['thresholds'],
): number {
  return Math.max(from * buffersRatio, from + buffersPages);
}

function draft(
  query: QueryFacts,
  from: number,
  kind: 'baseline' | 'rule',
  compared: 'regressed' | 'improved' | 'observed',
  context: RuleContext,
): Draft {
  const { gates, scenario, facts, catalogs } = context;
  const to = query.after.buffers!;
  const worse = to > from;
  const verdict: Finding['verdict'] = gates ? compared : 'observed';
  const times = worse ? to / Math.max(from, 1) : from / Math.max(to, 1);
  const since = kind === 'baseline' ? 'in the accepted run' : 'before the migrations';
  return {
    ...queryDraft(query, context),
    severity: verdict === 'regressed' ? 'fail' : verdict === 'improved' || !worse ? 'info' : 'warn',
    verdict,
    measured: { value: to, unit: 'pages' },
    bound: { kind, value: kind === 'rule' ? boundOf(from, scenario.thresholds) : from, unit: 'pages' },
    title: `${query.name} (${query.parameters}) reads ${formatCount(to)} pages, ${formatCount(from)} ${since}: ${times >= 10 ? formatCount(times) : times.toFixed(1)} times ${worse ? 'more' : 'less'}${kind === 'rule' ? sinceWords(query) : ''}`,
    why: worse
      ? [
          ...blameWords(query),
          ...reasonWords(query),
          whereOf(query, catalogs),
          triggerWords(query),
          workloadWords(query, facts.queries),
          'Pages read repeat exactly on the same rows: this is more work for every call, on any machine.',
        ]
          .filter(Boolean)
          .join(' ')
      : ['The query does less work for every call.', ...reasonWords(query), ...blameWords(query)].join(' '),
    remedy: worse
      ? planRemedy(query, 'after', context)
      : 'Nothing; run `pgrehearse baseline update` to hold on to it.',
  };
}
