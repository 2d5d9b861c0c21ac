import type { Client } from 'pg';
import type { Evidence } from '../../../evidence/Evidence.ts';
import type { RehearsalRequest } from '../../RehearsalRequest.ts';
import type { BoundQuery } from '../BoundQuery.ts';
import { CaptureComparison } from '../CaptureComparison.ts';
import { plannedRelations } from '../catalog/plannedRelations.ts';
import { datasetPlace } from '../Place.ts';
import { plansOf } from '../plansOf.ts';
import { sampledTables } from './sampledTables.ts';
import { samplePlans } from './samplePlans.ts';

/**
 * Whether plans hang on what ANALYZE happens to read: of every key query on a table that is larger than its sample, after
 * the migrations; and before them, on a clone, of those that chance decides afterwards or that are other plans then.
 * @param client on the database afterwards, whose statistics nobody needs any more
 */
export async function fragilePlans(
  client: Client,
  request: RehearsalRequest,
  evidence: Evidence,
  bound: readonly BoundQuery[],
): Promise<void> {
  const { catalogs = {} } = evidence;
  const { before, after } = catalogs;
  if (!before || !after || bound.length === 0) return;
  const tables = await sampledTables(client, relationsOf(bound, 'after'));
  if (tables.length === 0 || request.timeLimit.drops('fragility', evidence.notObserved)) return;
  const last = await samplePlans(client, request, tables, { own: after, before }, bound, 'after');
  const comparison = new CaptureComparison(catalogs, request.scenario.thresholds, request.planIdentity);
  const doubtful: BoundQuery[] = [];
  for (const [one, samples] of last) {
    const seen = samples.evidence('after');
    if (seen) one.evidence.fragility = [seen];
    if (samples.differ || comparison.changed(one.evidence, 'after') === 'shape') doubtful.push(one);
  }
  if (doubtful.length === 0) return;
  const place = await datasetPlace(request, 'samples');
  try {
    const sampled = await sampledTables(place.client, relationsOf(doubtful, 'before'));
    const own = { own: before, before };
    const first = await samplePlans(place.client, request, sampled, own, doubtful, 'before');
    for (const [one, samples] of first) {
      const seen = samples.evidence('before');
      if (seen) one.evidence.fragility = [seen, ...(one.evidence.fragility ?? [])];
    }
  } finally {
    await place.close();
  }
}

function relationsOf(bound: readonly BoundQuery[], when: 'before' | 'after') {
  return plannedRelations(bound.flatMap(({ evidence }) => plansOf(evidence, when)));
}
