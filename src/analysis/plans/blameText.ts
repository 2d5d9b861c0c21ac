import type { BlameEvidence } from '../../evidence/QueryEvidence.ts';

/** More of what one statement did would hide the first. */
const mostDeeds = 3;

/**
 * Who made a plan what it is, to go on a sentence: `since statement 3 of 0042, which dropped orders_customer_id_idx`. Of
 * nobody: `since no statement of its own: …`, with why, and its full stop.
 */
export function blameText(blame: BlameEvidence): string {
  const { migration, statement, capture, did, because } = blame;
  if (migration === null) return `since no statement of its own: ${because ?? 'none shows it alone.'}`;
  const who = statement === null ? migration : `statement ${statement} of ${migration}`;
  const when = capture === 'after' ? ', with new statistics' : '';
  const deeds = did.length > mostDeeds ? [...did.slice(0, mostDeeds), 'more'] : did;
  return `since ${who}${deeds.length > 0 ? `, which ${listed(deeds)}` : ''}${when}`;
}

function listed(words: readonly string[]): string {
  const last = words.at(-1)!;
  return words.length === 1 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
