import type { Capture, QueryFacts } from '../../analysis/Facts.ts';
import { formatCount } from '../../units.ts';
import type { Draft, Rule, RuleContext } from '../Rule.ts';
import { blameWords, queryDraft, sinceWords } from './planContext.ts';

/** Prepared statements end up with a plan for parameters that are not known; for these it is the wrong one. */
export const planGenericDiffers: Rule = {
  id: 'plan/generic-differs',
  title: 'A prepared statement’s plan is far dearer than one for its parameters',
  why: 'After five executions PostgreSQL may keep to the generic plan; drivers and poolers prepare without being asked.',
  severity: 'warn where the migrations made it so, from the threshold genericRatio on; else info',
  example: {
    bad: 'One prepared statement for a customer with five orders and for one with a million.',
    good: 'SET plan_cache_mode = force_custom_plan; -- for the role, or for this statement’s transaction',
  },
  check: (context) => {
    const found = context.facts.queries.flatMap((query) => told(query, context) ?? []);
    // One of each query: that of the parameters which the generic plan serves worst.
    const worst = new Map<string, Draft>();
    for (const draft of found) {
      const known = worst.get(draft.subject.query!);
      if (!known || draft.measured!.value > known.measured!.value) worst.set(draft.subject.query!, draft);
    }
    return [...worst.values()];
  },
};

function told(query: QueryFacts, context: RuleContext): Draft | null {
  const { genericRatio, buffersPages, buffersRatio } = context.scenario.thresholds;
  const { before, after } = query;
  const [was, is] = [ratioOf(before), ratioOf(after)];
  const [from, to] = [before.generic?.cost ?? null, after.generic?.cost ?? null];
  if (is === null || to === null || to - (after.cost ?? 0) < buffersPages) return null;
  const dear = is >= genericRatio && after.generic!.fingerprint?.access !== after.fingerprint?.access;
  const wasDear = was !== null && was >= genericRatio;
  const rose = from !== null && to - from >= buffersPages && to >= from * buffersRatio;
  const another = before.generic?.fingerprint?.semantic !== after.generic!.fingerprint?.semantic;
  if (!dear && !(rose && another && is >= buffersRatio)) return null;
  const isNew = before.generic !== undefined && (rose || !wasDear);
  const costs = `${formatCount(to)} for unknown parameters, ${formatCount(after.cost ?? 0)} for these`;
  return {
    ...queryDraft(query, context),
    severity: isNew ? 'warn' : 'info',
    verdict: isNew && context.gates ? 'regressed' : 'observed',
    measured: { value: is, unit: 'ratio' },
    bound: { kind: 'rule', value: dear ? genericRatio : buffersRatio, unit: 'ratio' },
    title: `${query.name} (${query.parameters}) as a prepared statement costs ${formatCount(is)} times as much: ${costs}${isNew ? sinceWords(query) : ''}`,
    why: [
      from === null
        ? ''
        : isNew
          ? `Before the migrations the generic plan cost ${formatCount(from)}.`
          : 'It was so before the migrations, too.',
      'PostgreSQL keeps to the generic plan where the first five executions cost more on average, with the planning.',
      ...(isNew ? blameWords(query) : []),
    ]
      .filter(Boolean)
      .join(' '),
    remedy:
      'Have this statement planned for its parameters: for the role that sends it, or in its transaction alone.\nALTER ROLE … SET plan_cache_mode = force_custom_plan;\nSET LOCAL plan_cache_mode = force_custom_plan;',
  };
}

/** Of the generic plan's cost to that of the plan for these parameters. */
function ratioOf({ cost, generic }: Capture): number | null {
  return cost === null || generic?.cost == null ? null : generic.cost / Math.max(cost, 1);
}
