import type { QueryEvidence } from '../evidence/QueryEvidence.ts';
import { captureOf } from './captureOf.ts';
import { changeOf } from './changeOf.ts';
import type { QueryFacts } from './Facts.ts';

/** A key query with one parameter set: what became of it. */
export function queryFacts(query: QueryEvidence): QueryFacts {
  const { before: first, afterDeploy, after: last, ...asSeen } = query;
  const before = captureOf(first);
  const after = captureOf(last);
  return { ...asSeen, before, afterDeploy: captureOf(afterDeploy), after, change: changeOf(before, after) };
}
