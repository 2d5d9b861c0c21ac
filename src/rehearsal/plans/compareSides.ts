import { PgrehearseError } from '../../errors.ts';
import type { Evidence } from '../../evidence/Evidence.ts';
import type { Run } from '../Run.ts';
import { nameOf } from './BoundQuery.ts';
import type { Captures } from './Captures.ts';
import { measureLatencies } from './latencies.ts';
import { datasetPlace, type Place } from './Place.ts';
import { compareResults } from './results/compareResults.ts';

/**
 * What needs the database before the migrations and the one after them at once: results compared, then latencies,
 * since a query that writes leaves dead rows behind.
 */
export async function compareSides(
  run: Run,
  evidence: Evidence,
  captures: Captures,
  after: Place,
): Promise<void> {
  const compared = !captures.drops('results');
  const timed = !captures.drops('latency');
  if (captures.bound.length === 0 || !(compared || timed)) return;
  const before = await placeBefore(run, evidence);
  if (!before) return;
  try {
    const clients = { before: before.client, after: after.client };
    for (const bound of compared ? captures.bound : []) {
      run.request.progress.step(`result of ${nameOf(bound)}, before and after`);
      const result = await compareResults(clients, bound);
      if (result) bound.evidence.result = result;
    }
    for (const bound of timed ? captures.bound : []) {
      run.request.progress.step(`latency of ${nameOf(bound)}, before and after by turns`);
      const latencies = await measureLatencies(clients, bound, captures.bound.length);
      bound.evidence.before = { ...bound.evidence.before, latencies: latencies.before };
      bound.evidence.after = { ...bound.evidence.after, latencies: latencies.after };
    }
  } finally {
    await before.close();
  }
}

/** A disk that has no room for one more copy is no reason to lose what was seen until then. */
async function placeBefore({ request }: Run, evidence: Evidence): Promise<Place | null> {
  request.progress.step('cloning the dataset as it was before');
  try {
    return await datasetPlace(request, 'before');
  } catch (error) {
    if (!(error instanceof PgrehearseError && error.code === 'disk/full')) throw error;
    evidence.notObserved.push(
      'results and latency of the key queries: the disk has no room for one more copy of the data',
    );
    return null;
  }
}
