import type { PlanCatalog } from '../../../evidence/PlanCatalog.ts';
import type { CaptureEvidence } from '../../../evidence/QueryEvidence.ts';
import type { Evidence } from '../../../evidence/Evidence.ts';
import type { ResolvedThresholds } from '../../../scenario/ResolvedScenario.ts';
import type { BoundQuery } from '../BoundQuery.ts';
import type { PlanIdentity } from '../PlanIdentity.ts';
import type { Aspect, TrackedQuery } from './TrackedQuery.ts';

type Catalogs = NonNullable<Evidence['catalogs']>;
type Limits = Pick<ResolvedThresholds, 'buffersRatio' | 'buffersPages'>;

/**
 * The queries whose plan or work is another. Each is looked for where it shows first: right after deploy, unless the
 * plan afterwards is yet another.
 */
export function trackedQueries(
  bound: readonly BoundQuery[],
  catalogs: Catalogs,
  limits: Limits,
  identity: PlanIdentity,
): TrackedQuery[] {
  return bound.flatMap((one): TrackedQuery[] => {
    const { before, afterDeploy, after } = one.evidence;
    const side = (capture: CaptureEvidence, catalog: PlanCatalog | undefined) =>
      new Side(capture, catalog, identity);
    const sides = {
      before: side(before, catalogs.before),
      afterDeploy: side(afterDeploy, catalogs.afterDeploy),
      after: side(after, catalogs.after),
    };
    const deployed = aspectOf(sides.before, sides.afterDeploy, limits);
    const last = aspectOf(sides.before, sides.after, limits);
    if (last !== null && (last !== deployed || !alike(sides.afterDeploy, sides.after, last)))
      return [{ bound: one, aspect: last, capture: 'after' }];
    return deployed === null ? [] : [{ bound: one, aspect: deployed, capture: 'afterDeploy' }];
  });
}

class Side {
  readonly capture: CaptureEvidence;
  readonly #catalog: PlanCatalog | undefined;
  readonly #identity: PlanIdentity;

  constructor(capture: CaptureEvidence, catalog: PlanCatalog | undefined, identity: PlanIdentity) {
    this.capture = capture;
    this.#catalog = catalog;
    this.#identity = identity;
  }

  plan(aspect: 'shape' | 'serial' | 'generic'): string | null {
    const plan = this.capture[aspect];
    return plan ? this.#identity(plan, this.#catalog) : null;
  }

  get pages(): number | null {
    const { serial } = this.capture;
    return serial ? (serial.Plan['Shared Hit Blocks'] ?? 0) + (serial.Plan['Shared Read Blocks'] ?? 0) : null;
  }
}

function aspectOf(before: Side, now: Side, limits: Limits): Aspect | null {
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

/** In either direction: what has become better has its statement, too. */
export function beyond(before: number, now: number, { buffersRatio, buffersPages }: Limits): boolean {
  const [less, more] = [Math.min(before, now), Math.max(before, now)];
  return more - less >= buffersPages && more >= buffersRatio * less;
}
