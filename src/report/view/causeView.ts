import { modeName } from '../../evidence/LockMode.ts';
import type { Finding } from '../../findings/Finding.ts';
import type { QueryResult, ScenarioResult } from '../../findings/Result.ts';
import {
  boundName,
  formatAmount,
  formatBound,
  formatInterval,
  formatMeasured,
  formatRatio,
  plural,
} from '../text/amounts.ts';
import { blocksText } from '../text/blocksText.ts';
import { remedyParts } from '../text/remedyParts.ts';
import type { Anchors } from './Anchors.ts';
import { boundBar } from './boundBar.ts';
import { type CauseFacts, causeFacts } from './causeFacts.ts';
import { queueText, stallText } from './causeLines.ts';
import { type Cause, excess, type State, stateOf } from './causes.ts';
import { errorView } from './errorView.ts';
import { locationOfAny, queryOf } from './locationOf.ts';
import { whySentences } from './plans/blameText.ts';
import { impactSentence } from './plans/impactText.ts';
import { sqlView } from './sqlView.ts';

/** More key queries of one cause are in their table. */
const mostQueries = 6;

const stateLabels: Record<State, string> = {
  fail: 'Fails',
  warn: 'Warning',
  accepted: 'Accepted',
  info: 'Observed',
};

/** Findings beside a cause's words; a statement that many queries lean on has hundreds. */
const mostShown = 6;

/** One problem with all its findings, worst first. */
export function causeView(
  cause: Cause,
  anchors: Anchors,
  scenarioAnchor: string,
  plans: ReadonlyMap<QueryResult, string>,
) {
  const facts = causeFacts(cause);
  const [worst] = cause.findings;
  const findings = cause.findings.map((finding) => ({
    ...findingView(finding, anchors, worst),
    query: queryOf(cause.scenario, finding),
  }));
  const [query] = facts.queries;
  const location = locationOfAny(cause.scenario, cause.findings);
  return {
    state: cause.state,
    stateLabel: stateLabels[cause.state],
    title: worst.title,
    why: worst.why,
    remedy: remedyView(worst),
    scenario: cause.scenario.name,
    scenarioAnchor,
    anchor: findings[0]!.anchor,
    rule: worst.rule,
    place: placeOf(facts),
    location: location ? `${location.file}:${location.line}` : '',
    sql: facts.statement ? sqlView(facts.statement.sql) : query ? sqlView(query.sql) : null,
    error: facts.error ? errorView(facts.error) : null,
    facts: factLines(facts, cause, plans),
    head: findings[0]!,
    findings: findings.slice(1),
    shown: findings.slice(1, mostShown + 1),
    folded: findings.slice(mostShown + 1),
    /** Whether there is something beside the words. */
    measured: findings.length > 1 || findings[0]!.measured !== '',
    accepted: acceptedView(worst),
  };
}

export type CauseView = ReturnType<typeof causeView>;

function remedyView({ remedy }: Finding) {
  const { words, sql } = remedyParts(remedy);
  return { words, sql: sql.join('\n') };
}

function findingView(finding: Finding, anchors: Anchors, worst: Finding) {
  const state = stateOf(finding);
  const times = finding.bound?.unit === 'ratio' ? null : excess(finding);
  return {
    // The rule's id is part of the anchor, whatever the finding's own id looks like.
    anchor: finding.id.includes(finding.rule)
      ? anchors.take(finding.id)
      : anchors.take(finding.rule, finding.id),
    rule: finding.rule,
    state,
    stateLabel: stateLabels[state],
    verdict: finding.verdict,
    title: finding.title,
    why: finding.why,
    remedy: remedyView(finding),
    evidence: finding.evidence,
    measured: measuredText(finding),
    bound: finding.bound ? formatBound(finding.bound) : '',
    times: times !== null && times > 1 ? `${formatRatio(times)} ${boundName(finding.bound!)}` : '',
    bar: boundBar(finding),
    accepted: acceptedView(finding),
    sameAcceptance: finding.accepted?.reason === worst.accepted?.reason,
  };
}

/** A bare count says less than the title does. */
function measuredText({ measured, bound }: Finding): string {
  if (!measured || (measured.unit === 'count' && !bound)) return '';
  return formatMeasured(measured);
}

function acceptedView({ accepted }: Finding) {
  return accepted ? { reason: accepted.reason, by: accepted.by ?? '', until: accepted.until ?? '' } : null;
}

function placeOf({ migration, statement, queries }: CauseFacts): string {
  const [query] = queries;
  if (!migration || (!statement && query))
    return query ? `key query ${query.name} (${query.parameters})` : '';
  return statement ? `${migration.id}, statement ${statement.index}` : migration.id;
}

export interface FactLine {
  name: string;
  value: string;
  /** Where more of it stands. */
  href?: string;
}

function factLines(
  facts: CauseFacts,
  { scenario, findings: [worst] }: Cause,
  plans: ReadonlyMap<QueryResult, string>,
): Required<FactLine>[] {
  const { holds, rewrites, scans, stall, queues, projection, queries } = facts;
  const lines: FactLine[] = holds.map(({ hold }) => ({
    name: `${modeName(hold.mode)} on ${hold.relation}`,
    value: `held ${formatInterval(hold.lowMs, hold.highMs, 'ms')}, ${blocksText(hold.blocks)}`,
  }));
  if (rewrites.length > 0) lines.push({ name: 'Rewrites', value: rewrites.join(', ') });
  if (scans.length > 0) lines.push({ name: 'Scans', value: scans.join(', ') });
  if (stall)
    lines.push({ name: 'Stall', value: `${stallText(stall.stall)}; ${plural(stall.stall.count, 'time')}` });
  for (const queue of queues) lines.push({ name: 'Lock queue', value: queueText(queue) });
  const { statement, migration } = facts;
  const place = statement && migration ? `statement ${statement.index} of ${migration.id}` : '';
  const shown = `${worst.why} ${place}`;
  for (const query of queries.slice(0, mostQueries))
    lines.push({
      name: `${query.name} (${query.parameters})`,
      value: queryText(query, scenario, shown),
      href: plans.get(query) ?? '',
    });
  if (queries.length > mostQueries)
    lines.push({
      name: `${queries.length - mostQueries} more key queries`,
      value: 'among the key queries below',
    });
  if (projection)
    lines.push({ name: 'At production’s size', value: `the whole migration ${projectionText(projection)}` });
  return lines.map((line) => ({ href: '', ...line }));
}

/** What a key query reads, and what its other plan means, as far as the cause's words do not say so. */
function queryText(query: QueryResult, { queries }: ScenarioResult, shown: string): string {
  const { before, after } = query;
  const known = before.buffers !== null && after.buffers !== null;
  const reads = known
    ? `${plural(before.buffers!, 'page')} before, ${plural(after.buffers!, 'page')} after.`
    : '';
  const impact = shown.includes('Production counted') ? '' : impactSentence(query, queries);
  return [reads, ...whySentences(query, shown), impact].filter(Boolean).join(' ') || 'its plans';
}

/** A proportion, with what it rests on. */
export function projectionText({
  rows,
  lowMs,
  highMs,
  multiplier,
}: NonNullable<CauseFacts['projection']>): string {
  const time = formatInterval(lowMs, highMs, 'ms');
  return `about ${time} on ${formatAmount(rows, 'count')} rows, ${formatRatio(multiplier)} the rows here, on a machine like this one`;
}
