import type { Capture, PlanReasonKind, QueryFacts } from '../../analysis/Facts.ts';
import { blameText } from '../../analysis/plans/blameText.ts';
import { comparable } from '../../analysis/plans/fingerprint.ts';
import type { BaselineQuery } from '../Baseline.ts';
import { type Draft, locationOf, type RuleContext, statementCause } from '../Rule.ts';

/**
 * What findings about one query and parameter set share. Where a statement made the plan another, that is the cause, as
 * of everything else about the statement: an index that five queries lost is one problem.
 */
export function queryDraft(
  query: QueryFacts,
  { facts }: Pick<RuleContext, 'facts'>,
): Pick<Draft, 'subject' | 'cause' | 'location' | 'evidence'> {
  const { migration = null, statement = null } = query.blame ?? {};
  const blamed = facts.migrations.find(({ id }) => id === migration);
  return {
    subject: { query: query.name, parameters: query.parameters },
    cause:
      blamed && statement !== null
        ? statementCause(blamed, statement)
        : `query ${query.name} (${query.parameters})`,
    location: blamed && statement !== null ? locationOf(blamed, statement) : null,
    evidence: `plans of ${query.name} (${query.parameters}) before and after`,
  };
}

/** `, since statement 3 of 0042_orders`, for titles; '' where nobody is blamed. */
export function sinceWords({ blame }: QueryFacts): string {
  const text = blameText(blame && { ...blame, did: [] });
  return text === null ? '' : `, ${text}`;
}

/** `It is so since statement 3 of 0042_orders, which dropped orders_customer_id_idx.`; none where nobody is blamed. */
export function blameWords({ blame }: QueryFacts): string[] {
  const text = blameText(blame);
  if (text !== null) return [`It is so ${text}.`];
  return blame?.because ? [blame.because] : [];
}

/** The first few reasons, the strongest first. */
export function reasonWords(
  { reasons = [] }: QueryFacts,
  when: 'afterDeploy' | 'after' = 'after',
  without?: PlanReasonKind,
): string[] {
  const there = reasons.filter(
    ({ kind, until }) => kind !== without && (when === 'afterDeploy' || until === undefined),
  );
  // What holds right after deploy alone says more of it than what stays.
  const sorted = [...there.filter(({ until }) => until), ...there.filter(({ until }) => !until)];
  return [...new Set(sorted.map(({ text }) => text))].slice(0, toldReasons);
}

const toldReasons = 3;

export function baselineOf(query: QueryFacts, { baseline }: RuleContext): BaselineQuery | undefined {
  return baseline?.queries.find(
    ({ name, parameters }) => name === query.name && parameters === query.parameters,
  );
}

/**
 * Whether the accepted run ended with this very way of reading the relations. Where it is of a version that knew plans by
 * something else, the same pages, which repeat exactly, stand in.
 */
export function knownPlan(after: Capture, base: BaselineQuery | undefined): boolean {
  if (base === undefined || base.fails !== (after.error !== null)) return false;
  const access = after.fingerprint?.access ?? null;
  if (base.access !== null && access !== null && !comparable(base.access, access))
    return base.buffers !== null && base.buffers === after.buffers;
  return base.access === access;
}
