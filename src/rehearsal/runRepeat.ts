import type { Evidence, RepeatEvidence } from '../evidence/Evidence.ts';
import { afterPending } from './afterPending.ts';
import { skippedMigration } from './apply/skippedMigration.ts';
import { startClock } from './Clock.ts';
import { calibrate } from './calibrate.ts';
import { checkRelations } from './checkRelations.ts';
import { keepCluster } from './cluster/keepCluster.ts';
import { readRelations } from './locks/readRelations.ts';
import { observePending } from './observePending.ts';
import type { Captures } from './plans/Captures.ts';
import { datasetPlace, repeatPlace } from './plans/Place.ts';
import type { RehearsalRequest } from './RehearsalRequest.ts';
import type { Run } from './Run.ts';
import { StatisticsWatch } from './statistics/StatisticsWatch.ts';

/** One clone of the dataset: plans before, the observed migrations, plans after, the rollback. */
export async function runRepeat(
  repeat: number,
  request: RehearsalRequest,
  evidence: Evidence,
  captures: Captures | null,
): Promise<void> {
  const { server, dataset, progress } = request;
  progress.step('cloning the dataset');
  const database = await dataset.clone(`repeat_${repeat}`);
  const clock = startClock();
  const observer = await server.connect(database, { applicationName: 'pgrehearse observer' });
  const run: Run = { request, database, observer, clock, schemas: new Map() };
  let putBack: Awaited<ReturnType<typeof keepCluster>> | null = null;
  try {
    if (evidence.relations.length === 0) {
      evidence.relations = await readRelations(observer);
      checkRelations(request.scenario, evidence.relations);
    }
    const statistics = new StatisticsWatch(request, evidence);
    if (captures) {
      await statistics.before(observer);
      await capturedBefore(captures, run);
    }
    const seen: RepeatEvidence = {
      repeat,
      calibrationMs: await calibrate(observer),
      migrations: request.pending.map(skippedMigration),
      sightings: [],
      traffic: [],
      sampler: null,
    };
    evidence.repeats.push(seen);
    putBack = await keepCluster(observer, server.superuser, request.pending);
    const { command } = request.scenario.migrations;
    if (request.pending.length > 0 || command !== null) await observePending(run, evidence, seen);
    if (captures) await afterPending(run, evidence, seen, captures, statistics);
  } finally {
    const left = (await putBack?.(run.observer)) ?? [];
    if (left.length > 0 && repeat < request.scenario.repeats)
      evidence.notObserved.push(`a server as before in later repeats: ${left.join('; ')}`);
    await run.observer.end().catch(() => undefined);
    await server.dropDatabase(database).catch(() => undefined);
  }
}

/** Key queries that write are captured on a clone of their own, so that the migrations meet the rows as loaded. */
async function capturedBefore(captures: Captures, run: Run): Promise<void> {
  const place = captures.write ? await datasetPlace(run.request, 'before') : await repeatPlace(run);
  try {
    await captures.before(place.client);
  } finally {
    await place.close();
  }
}
