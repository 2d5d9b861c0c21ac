import type { QueryEvidence } from '../../evidence/QueryEvidence.ts';
import type { ResolvedQuery } from '../../scenario/ResolvedScenario.ts';

/** A key query with the values of one parameter set, and what is seen of it. */
export interface BoundQuery {
  query: ResolvedQuery;
  /** Of $1, $2, …; in memory only. */
  values: readonly unknown[];
  /** Who chose them; `awaited`: nobody yet, as the query does not fit the schema before the migrations. */
  from: 'author' | 'auto' | 'awaited';
  evidence: QueryEvidence;
}

/** For messages: `orders-of-customer (top)`. */
export function nameOf({ query, evidence }: BoundQuery): string {
  return `${query.name} (${evidence.parameters})`;
}
