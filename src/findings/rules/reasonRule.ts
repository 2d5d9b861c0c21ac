import type { PlanReasonKind, QueryFacts } from '../../analysis/Facts.ts';
import { Catalog } from '../../analysis/plans/why/Catalog.ts';
import { type PlannedScan, scansOf } from '../../analysis/plans/why/PlannedScan.ts';
import type { PlanNode } from '../../evidence/ExplainPlan.ts';
import type { Draft, Rule, RuleContext, RuleDescription } from '../Rule.ts';
import { planRemedy } from '../remedies/plans/planRemedy.ts';
import { baselineOf, blameWords, knownPlan, queryDraft, reasonWords, sinceWords } from './planContext.ts';
import { comparedWork } from './planWork.ts';

/** A query's plan before, and one afterwards that does more, or may. */
export interface WorsePlan {
  query: QueryFacts;
  when: 'afterDeploy' | 'after';
  work: 'worse' | 'dearer';
  before: PlanSide;
  after: PlanSide;
  context: RuleContext;
}

export interface PlanSide {
  /** Serial, as it is judged. */
  plan: PlanNode;
  scans: PlannedScan[];
  catalog: Catalog;
}

/** What is found in it; the words go on from the query's name. */
export interface Told extends Partial<Pick<Draft, 'measured' | 'bound'>> {
  relation?: string;
  words: string;
  why: string;
  /** Reasons of this kind say the same. */
  same?: PlanReasonKind;
  /** Where no reason has a remedy of its own. */
  remedy?: string;
}

/**
 * A rule that says what a plan gave up. It speaks only where the plan's work got worse or may get worse: what is
 * harmless, and tiny tables, stay without a word. What holds right after deploy only is said as such.
 */
export function reasonRule(description: RuleDescription, find: (worse: WorsePlan) => readonly Told[]): Rule {
  return {
    ...description,
    check: (context) =>
      context.facts.queries.flatMap((query) => {
        const worse = worsePlan(query, 'after', context) ?? worsePlan(query, 'afterDeploy', context);
        if (!worse) return [];
        const told = new Map<string, Told>();
        for (const one of find(worse)) if (!told.has(one.relation ?? '')) told.set(one.relation ?? '', one);
        return [...told.values()].map((one) => draft(one, worse));
      }),
  };
}

function worsePlan(query: QueryFacts, when: 'afterDeploy' | 'after', context: RuleContext): WorsePlan | null {
  const { before, [when]: after } = query;
  if (!before.plan || !after.plan) return null;
  const work = comparedWork(before, after, context.scenario.thresholds);
  // Until the next ANALYZE costs are guesses.
  if (work !== 'worse' && (work !== 'dearer' || when === 'afterDeploy')) return null;
  const side = (plan: PlanNode, catalog: Catalog) => ({ plan, scans: scansOf(plan, catalog), catalog });
  return {
    query,
    when,
    work,
    before: side(before.plan.Plan, new Catalog(context.catalogs.before)),
    after: side(after.plan.Plan, new Catalog(context.catalogs[when])),
    context,
  };
}

function draft(told: Told, { query, when, context }: WorsePlan): Draft {
  const { relation, words, why, same, remedy, measured = null, bound = null } = told;
  const shared = queryDraft(query, context);
  const lasting = when === 'after';
  const known = knownPlan(query.after, baselineOf(query, context));
  return {
    ...shared,
    subject: { ...shared.subject, ...(relation === undefined ? {} : { relation }) },
    severity: 'warn',
    verdict: lasting && context.gates && !known ? 'regressed' : 'observed',
    measured,
    bound,
    title: `${query.name} (${query.parameters}) ${words}${lasting ? '' : ' right after deploy'}${sinceWords(query)}`,
    why: [why, ...reasonWords(query, when, same), ...blameWords(query)].join(' '),
    remedy: planRemedy(query, when, context, remedy),
  };
}
