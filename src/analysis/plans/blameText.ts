import type { BlameEvidence } from '../../evidence/QueryEvidence.ts';

/** `since statement 3 of 0042_orders, which dropped orders_customer_id_idx`; null where nobody is named. */
export function blameText(blame: BlameEvidence | undefined): string | null {
  if (!blame?.migration) return null;
  const { migration, statement, did } = blame;
  const where = statement === null ? migration : `statement ${statement} of ${migration}`;
  return `since ${where}${did.length > 0 ? `, which ${listed(did)}` : ''}`;
}

function listed(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
