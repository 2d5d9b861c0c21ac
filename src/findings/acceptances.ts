import type { AcceptanceFacts, Subject } from '../evidence/ScenarioFacts.ts';
import { formatCount, formatDuration, formatSize } from '../units.ts';
import type { Finding, Unit } from './Finding.ts';
import type { ScenarioResult } from './Result.ts';
import { staleFinding } from './rules/acceptanceStale.ts';

/** A rehearsal at another scale finds other things: whether an acceptance is still needed is judged only at this one. */
const judgedScale = 1;

/**
 * Marks the findings that a scenario accepts, and says which acceptances are over, past or without use.
 * @param day the run's day, `2026-11-20`
 */
export function applyAcceptances(
  findings: readonly Finding[],
  accept: readonly AcceptanceFacts[],
  run: { scenario: string; day: string; scale: number; complete: boolean },
): { findings: Finding[]; acceptances: ScenarioResult['acceptances'] } {
  const used = accept.map((acceptance) => findings.some((finding) => matches(acceptance, finding)));
  const judged = findings.map((finding) => accepted(finding, accept, run.day));
  const stale = accept.flatMap((acceptance, index) => {
    const expired = isExpired(acceptance, run.day);
    const unused = !used[index] && run.scale === judgedScale && run.complete;
    return (expired && used[index]) || unused ? [staleFinding(acceptance, index, expired, run)] : [];
  });
  return {
    findings: [...judged, ...stale],
    acceptances: accept.map(({ rule, subject, reason }, index) => ({
      rule,
      subject,
      reason,
      matched: used[index]!,
    })),
  };
}

/** The finding as the scenario wants it seen: accepted, or over what is accepted. */
function accepted(finding: Finding, accept: readonly AcceptanceFacts[], day: string): Finding {
  const matching = accept.filter((acceptance) => matches(acceptance, finding) && !isExpired(acceptance, day));
  const enough = matching.find(
    (acceptance) => acceptance.upTo === null || amountOf(finding) <= acceptance.upTo,
  );
  if (!enough) return matching[0] ? overAccepted(finding, matching[0]) : finding;
  const { reason, by, until } = enough;
  return { ...finding, severity: 'info', accepted: { reason, by, until } };
}

/** Stays what it is, and says that it was accepted up to an amount only. */
function overAccepted(finding: Finding, { upTo, reason }: AcceptanceFacts): Finding {
  const limit = formatAmount(upTo ?? 0, finding.measured?.unit ?? 'count');
  return {
    ...finding,
    title: `${finding.title}, accepted only up to ${limit}`,
    why: `${finding.why} It is accepted up to ${limit} (${reason}), and this is more.`,
  };
}

function matches(acceptance: AcceptanceFacts, finding: Finding): boolean {
  if (acceptance.rule !== finding.rule) return false;
  return (Object.keys(acceptance.subject) as (keyof Subject)[]).every(
    (field) =>
      acceptance.subject[field] === undefined || acceptance.subject[field] === finding.subject[field],
  );
}

/** What `upTo` bounds, in the unit that the rule measures: the low end, as with a budget. */
function amountOf({ measured }: Finding): number {
  return measured?.low ?? measured?.value ?? 0;
}

/** `until` is the last day on which it holds. */
function isExpired({ until }: AcceptanceFacts, day: string): boolean {
  return until !== null && until < day;
}

function formatAmount(amount: number, unit: Unit): string {
  if (unit === 'ms') return formatDuration(amount);
  if (unit === 'bytes') return formatSize(amount);
  return unit === 'pages' ? `${formatCount(amount)} pages` : formatCount(amount);
}
