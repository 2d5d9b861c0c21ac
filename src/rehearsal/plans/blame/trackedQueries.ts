import type { BoundQuery } from '../BoundQuery.ts';
import type { CaptureComparison } from '../CaptureComparison.ts';
import type { TrackedQuery } from './TrackedQuery.ts';

/**
 * The queries whose plan or work is another. Each is looked for where it shows first: right after deploy, unless the
 * plan afterwards is yet another.
 */
export function trackedQueries(bound: readonly BoundQuery[], comparison: CaptureComparison): TrackedQuery[] {
  return bound.flatMap((one): TrackedQuery[] => {
    const deployed = comparison.changed(one.evidence, 'afterDeploy');
    const last = comparison.changed(one.evidence, 'after');
    if (last !== null && !comparison.settledAtDeploy(one.evidence, last))
      return [{ bound: one, aspect: last, capture: 'after' }];
    return deployed === null ? [] : [{ bound: one, aspect: deployed, capture: 'afterDeploy' }];
  });
}
