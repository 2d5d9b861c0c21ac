import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';
import type { PlanCatalog } from '../../evidence/PlanCatalog.ts';
import { type Fingerprint, fingerprint } from './fingerprint.ts';

/** Catalogs of a rehearsal's captures. */
export interface CapturedCatalogs {
  before?: PlanCatalog;
  afterDeploy?: PlanCatalog;
  after?: PlanCatalog;
}

/** A plan's identity at one of the captures, comparable with those at the others: by the catalogs only where both sides have one. */
export function fingerprintAt(
  when: keyof CapturedCatalogs,
  { before, afterDeploy, after }: CapturedCatalogs = {},
): (plan: ExplainPlan) => Fingerprint {
  const since = when === 'afterDeploy' ? (afterDeploy ?? after) : (after ?? afterDeploy);
  if (!before || !since) return (plan) => fingerprint(plan);
  return (plan) => fingerprint(plan, when === 'before' ? before : since, before);
}
