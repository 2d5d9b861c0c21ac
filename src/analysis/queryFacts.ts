import type { Evidence } from '../evidence/Evidence.ts';
import type { QueryEvidence } from '../evidence/QueryEvidence.ts';
import { captureOf } from './captureOf.ts';
import { changeOf } from './changeOf.ts';
import type { QueryFacts } from './Facts.ts';
import { fingerprintAt } from './plans/fingerprintAt.ts';

/** A key query with one parameter set: what became of it. */
export function queryFacts(query: QueryEvidence, { catalogs }: Pick<Evidence, 'catalogs'> = {}): QueryFacts {
  const { before: first, afterDeploy: early, after: last, ...asSeen } = query;
  const before = captureOf(first, fingerprintAt('before', catalogs));
  const afterDeploy = captureOf(early, fingerprintAt('afterDeploy', catalogs));
  const after = captureOf(last, fingerprintAt('after', catalogs));
  return { ...asSeen, before, afterDeploy, after, change: changeOf(before, after) };
}
