import type { Evidence } from '../../evidence/Evidence.ts';
import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';
import { pagesOf } from '../../evidence/pagesOf.ts';
import type { QueryEvidence } from '../../evidence/QueryEvidence.ts';
import { beyond, type WorkLimits } from './beyond.ts';
import { carriedOut } from './carriedOut.ts';
import type { PlanIdentity } from './PlanIdentity.ts';
import { temporaryPagesOf } from './temporaryPagesOf.ts';

/** What of a query is another, the strongest first. */
export type Aspect =
  /** It cannot even be planned. */
  | 'refused'
  /** Its execution fails. */
  | 'fails'
  | 'shape'
  | 'serial'
  | 'generic'
  /** The same plan reads far more or fewer pages. */
  | 'work'
  /** The same plan spills, and did not. */
  | 'temporary'
  /** The same plan without parallel workers, or compiled. */
  | 'carriedOut';

const spills = (was: ExplainPlan, is: ExplainPlan, limits: WorkLimits) =>
  beyond(temporaryPagesOf(was), temporaryPagesOf(is), limits);

function worse(was: ExplainPlan, is: ExplainPlan): boolean {
  const [before, now] = [carriedOut(was), carriedOut(is)];
  return (before.parallel && !now.parallel) || (!before.compiled && now.compiled);
}

type When = 'before' | 'afterDeploy' | 'after';
type PlanAspect = 'shape' | 'serial' | 'generic';
const planAspects: readonly PlanAspect[] = ['shape', 'serial', 'generic'];
const nothing = { tables: [], indexes: [] };

/** Compares a query's captures, each by the catalog of its moment. */
export class CaptureComparison {
  readonly #catalogs: NonNullable<Evidence['catalogs']>;
  readonly #limits: WorkLimits;
  readonly #identity: PlanIdentity;

  constructor(catalogs: NonNullable<Evidence['catalogs']>, limits: WorkLimits, identity: PlanIdentity) {
    this.#catalogs = catalogs;
    this.#limits = limits;
    this.#identity = identity;
  }

  /** Null where nothing is another, or there is nothing to compare. */
  changed(query: QueryEvidence, when: 'afterDeploy' | 'after'): Aspect | null {
    const [before, now] = [query.before, query[when]];
    if (before.error) return null;
    if (now.error) return now.shape ? 'fails' : 'refused';
    const aspect = planAspects.find((one) => {
      const [was, is] = [this.#plan(query, 'before', one), this.#plan(query, when, one)];
      return was !== null && is !== null && was !== is;
    });
    if (aspect) return aspect;
    const [was, is] = [before, now].map(({ serial }) => (serial ? pagesOf(serial) : null));
    if (was != null && is != null && beyond(was, is, this.#limits)) return 'work';
    if (before.serial && now.serial && spills(before.serial, now.serial, this.#limits)) return 'temporary';
    return before.shape && now.shape && worse(before.shape, now.shape) ? 'carriedOut' : null;
  }

  /** Whether what is another in the end is so right after deploy. */
  settledAtDeploy(query: QueryEvidence, aspect: Aspect): boolean {
    if (this.changed(query, 'afterDeploy') !== aspect) return false;
    const plan = planAspects.find((one) => one === aspect);
    return !plan || this.#plan(query, 'afterDeploy', plan) === this.#plan(query, 'after', plan);
  }

  #plan(query: QueryEvidence, when: When, aspect: PlanAspect): string | null {
    const plan = query[when][aspect];
    const { before = nothing } = this.#catalogs;
    return plan ? this.#identity(plan, this.#catalogs[when] ?? nothing, before) : null;
  }
}
