import type { AcceptanceFacts } from '../../evidence/ScenarioFacts.ts';
import type { Finding } from '../Finding.ts';
import type { RuleDescription } from '../Rule.ts';

export const acceptanceStale: RuleDescription = {
  id: 'acceptance/stale',
  title: 'An acceptance is past its date or matches nothing',
  why: 'What was accepted on purpose must be decided again, or it hides something else tomorrow.',
  severity: 'warn; one that matches nothing is judged at scale 1 only, and only in a whole run',
  example: {
    bad: "{ rule: 'lock/hold', until: '2025-12-31', … } in 2026",
    good: 'a new date with a reason, or no acceptance any more',
  },
};

/**
 * @param index in the scenario's list, from 0
 * @param expired whether it is past its date, else it matched nothing
 */
export function staleFinding(
  { rule, subject, reason, until }: AcceptanceFacts,
  index: number,
  expired: boolean,
  { scenario }: { scenario: string },
): Finding {
  const about = Object.values(subject).join(' ');
  return {
    id: `${scenario}:acceptance/stale:${index + 1}`,
    rule: 'acceptance/stale',
    severity: 'warn',
    verdict: 'observed',
    subject,
    cause: `acceptance ${index + 1}`,
    location: null,
    measured: null,
    bound: null,
    accepted: null,
    title: expired
      ? `The acceptance of ${rule}${about ? ` (${about})` : ''} ended on ${until}`
      : `The acceptance of ${rule}${about ? ` (${about})` : ''} matches nothing any more`,
    why: expired
      ? `It was accepted because: ${reason}.`
      : 'What it was written for no longer happens; it may hide something else tomorrow.',
    remedy: expired
      ? 'Decide again: fix the cause, or give a new date with a reason.'
      : 'Remove it from the scenario.',
    evidence: 'the scenario’s accept list',
  };
}
