import type { Capture, QueryFacts } from '../../analysis/Facts.ts';
import { formatDuration } from '../../units.ts';
import type { Draft, Rule, RuleContext } from '../Rule.ts';
import { planRemedy } from '../remedies/plans/planRemedy.ts';
import { baselineOf, blameWords, knownPlan, queryDraft, reasonWords, sinceWords } from './planContext.ts';
import { isSlower } from './planWork.ts';

/** Latency is noisy: only of a query whose plan, settings or work changed, and only where the samples lie apart. */
export const planLatency: Rule = {
  id: 'plan/latency',
  title: 'A query takes longer than before',
  why: 'Its plan or its work changed, and its fastest execution is slower than the middle one was before.',
  severity:
    'fail where budgets or a baseline exist, else warn; never without another plan or other work; info when it is faster',
  example: {
    bad: 'DROP INDEX orders_customer_id; -- still used',
    good: 'Watch pg_stat_user_indexes first; drop what nobody reads.',
  },
  check: (context) => context.facts.queries.flatMap((query) => told(query, context) ?? []),
};

function told(query: QueryFacts, context: RuleContext): Draft | null {
  const { thresholds } = context.scenario;
  const { before, after } = query;
  const known = knownPlan(after, baselineOf(query, context));
  const regressed = context.gates && !known;
  const judged: Pick<Draft, 'severity' | 'verdict'> = {
    severity: regressed ? 'fail' : 'warn',
    verdict: regressed ? 'regressed' : 'observed',
  };
  const name = `${query.name} (${query.parameters})`;
  const why = (sentence: string) => [sentence, ...reasonWords(query), ...blameWords(query)].join(' ');
  if (endsNoMore(before, after)) {
    const value = after.overLimitMs!;
    return {
      ...queryDraft(query, context),
      ...judged,
      measured: { value, unit: 'ms', low: value },
      bound: null,
      title: `${name} takes more than ${formatDuration(value)}${before.latencyMs ? `, ${formatDuration(before.latencyMs.median)} before the migrations` : ', less before the migrations'}${sinceWords(query)}`,
      why: why('Its execution was ended at its time limit; its plan was kept.'),
      remedy: planRemedy(query, 'after', context),
    };
  }
  if (!before.latencyMs || !after.latencyMs || !changed(query)) return null;
  if (isSlower(before, after, thresholds))
    return {
      ...queryDraft(query, context),
      ...judged,
      ...figures(before, after, thresholds.latencyRatio),
      title: `${name} takes ${formatDuration(after.latencyMs.median)}, ${formatDuration(before.latencyMs.median)} before the migrations${sinceWords(query)}`,
      why: why(
        'Its plan or its work changed, and its fastest execution is slower than the middle one was before.',
      ),
      remedy: planRemedy(query, 'after', context),
    };
  return isSlower(after, before, thresholds)
    ? {
        ...queryDraft(query, context),
        severity: 'info',
        verdict: context.gates ? 'improved' : 'observed',
        ...figures(before, after, thresholds.latencyRatio),
        title: `${name} takes ${formatDuration(after.latencyMs.median)}, ${formatDuration(before.latencyMs.median)} before the migrations${sinceWords(query)}`,
        why: why('It is faster with its other plan.'),
        remedy: 'Nothing.',
      }
    : null;
}

function figures(before: Capture, after: Capture, ratio: number): Pick<Draft, 'measured' | 'bound'> {
  const { median, low, high } = after.latencyMs!;
  return {
    measured: { value: median, unit: 'ms', low, high },
    bound: { kind: 'rule', value: before.latencyMs!.median * ratio, unit: 'ms' },
  };
}

function endsNoMore(before: Capture, after: Capture): boolean {
  return after.overLimitMs !== undefined && before.overLimitMs === undefined && before.plan !== null;
}

/** What takes time beside the plan: the compiler, workers, other settings. */
const ofTheServer = new Set(['jit', 'parallel', 'settings']);

function changed({ change, reasons = [] }: QueryFacts): boolean {
  return (change !== 'none' && change !== 'cost') || reasons.some(({ kind }) => ofTheServer.has(kind));
}
