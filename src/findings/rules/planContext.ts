import type { Capture, QueryFacts } from '../../analysis/Facts.ts';
import { comparable } from '../../analysis/plans/fingerprint.ts';
import type { BaselineQuery } from '../Baseline.ts';
import type { Draft, RuleContext } from '../Rule.ts';

/** What findings about one query and parameter set share. */
export function queryDraft(query: QueryFacts): Pick<Draft, 'subject' | 'cause' | 'location' | 'evidence'> {
  return {
    subject: { query: query.name, parameters: query.parameters },
    cause: `query ${query.name} (${query.parameters})`,
    location: null,
    evidence: `plans of ${query.name} (${query.parameters}) before and after`,
  };
}

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
