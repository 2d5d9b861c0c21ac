import type { BlameEvidence } from '../../evidence/QueryEvidence.ts';

/** More of what one statement did would hide the first. */
const mostDeeds = 3;

/** `since statement 3 of 0042_orders, which dropped orders_customer_id_idx`; null where nobody is named. */
export function blameText(blame: BlameEvidence | undefined): string | null {
  if (!blame?.migration) return null;
  const { migration, statement, capture, did } = blame;
  const where = statement === null ? migration : `statement ${statement} of ${migration}`;
  const when = capture === 'after' ? ', with new statistics' : '';
  const deeds = did.length > mostDeeds ? [...did.slice(0, mostDeeds), 'more'] : did;
  return `since ${where}${deeds.length > 0 ? `, which ${listed(deeds)}` : ''}${when}`;
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
