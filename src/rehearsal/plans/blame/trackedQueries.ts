import type { Evidence } from '../../../evidence/Evidence.ts';
import type { PlanCatalog } from '../../../evidence/PlanCatalog.ts';
import type { CaptureEvidence } from '../../../evidence/QueryEvidence.ts';
import type { BoundQuery } from '../BoundQuery.ts';
import type { PlanIdentity } from '../PlanIdentity.ts';
import { pagesOf } from '../pagesOf.ts';
import { beyond, type WorkLimits } from './beyond.ts';
import type { Aspect, TrackedQuery } from './TrackedQuery.ts';

type Catalogs = NonNullable<Evidence['catalogs']>;

/**
 * The queries whose plan or work is another. Each is looked for where it shows first: right after deploy, unless the
 * plan afterwards is yet another.
 */
export function trackedQueries(
  bound: readonly BoundQuery[],
  catalogs: Catalogs,
  limits: WorkLimits,
  identity: PlanIdentity,
): TrackedQuery[] {
  return bound.flatMap((one): TrackedQuery[] => {
    const side = (when: keyof Catalogs) =>
      new Side(one.evidence[when], catalogs[when], catalogs.before, identity);
    const sides = { before: side('before'), afterDeploy: side('afterDeploy'), after: side('after') };
    const deployed = aspectOf(sides.before, sides.afterDeploy, limits);
    const last = aspectOf(sides.before, sides.after, limits);
    if (last !== null && (last !== deployed || !alike(sides.afterDeploy, sides.after, last)))
      return [{ bound: one, aspect: last, capture: 'after' }];
    return deployed === null ? [] : [{ bound: one, aspect: deployed, capture: 'afterDeploy' }];
  });
}

class Side {
  readonly capture: CaptureEvidence;
  readonly #catalog: PlanCatalog;
  readonly #before: PlanCatalog;
  readonly #identity: PlanIdentity;

  constructor(
    capture: CaptureEvidence,
    catalog: PlanCatalog | undefined,
    before: PlanCatalog | undefined,
    identity: PlanIdentity,
  ) {
    this.capture = capture;
    this.#catalog = catalog ?? nothing;
    this.#before = before ?? nothing;
    this.#identity = identity;
  }

  plan(aspect: 'shape' | 'serial' | 'generic'): string | null {
    const plan = this.capture[aspect];
    return plan ? this.#identity(plan, this.#catalog, this.#before) : null;
  }

  get pages(): number | null {
    const { serial } = this.capture;
    return serial ? pagesOf(serial) : null;
  }
}

const nothing: PlanCatalog = { tables: [], indexes: [] };

function aspectOf(before: Side, now: Side, limits: WorkLimits): Aspect | null {
  if (before.capture.error) return null;
  if (now.capture.error) return now.capture.shape ? 'fails' : 'refused';
  const changed = (['shape', 'serial', 'generic'] as const).find((aspect) => {
    const [was, is] = [before.plan(aspect), now.plan(aspect)];
    return was !== null && is !== null && was !== is;
  });
  if (changed) return changed;
  const [was, is] = [before.pages, now.pages];
  return was !== null && is !== null && beyond(was, is, limits) ? 'work' : null;
}

/** Whether what shows right after deploy is what shows in the end. */
function alike(deployed: Side, last: Side, aspect: Aspect): boolean {
  if (aspect === 'refused' || aspect === 'fails' || aspect === 'work') return true;
  return deployed.plan(aspect) === last.plan(aspect);
}
