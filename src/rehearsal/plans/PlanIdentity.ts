import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';
import type { PlanCatalog } from '../../evidence/PlanCatalog.ts';

/**
 * Equal for plans that are the same but for figures and what only carries them out: the judge's own, so that both agree.
 * @param before the catalog before the migrations, so that a new name makes no difference
 */
export type PlanIdentity = (plan: ExplainPlan, catalog: PlanCatalog, before: PlanCatalog) => string;
