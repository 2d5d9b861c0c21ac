import type { Client } from 'pg';
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
import type { RehearsalRequest } from './RehearsalRequest.ts';

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
  let putBack: (() => Promise<string[]>) | null = null;
  try {
    if (evidence.relations.length === 0) {
      evidence.relations = await readRelations(observer);
      checkRelations(request.scenario, evidence.relations);
    }
    if (captures) await capturedBefore(captures, request, observer);
    const seen: RepeatEvidence = {
      repeat,
      calibrationMs: await calibrate(observer),
      migrations: request.pending.map(skippedMigration),
      sightings: [],
      traffic: [],
      sampler: null,
    };
    evidence.repeats.push(seen);
    const schemas = new Map<string, string[]>();
    putBack = await keepCluster(observer, server.superuser, request.pending);
    const run = { request, database, observer, clock, schemas };
    const { command } = request.scenario.migrations;
    if (request.pending.length > 0 || command !== null) await observePending(run, evidence, seen);
    if (captures) await afterPending(run, evidence, seen, captures);
  } finally {
    const left = (await putBack?.()) ?? [];
    if (left.length > 0 && repeat < request.scenario.repeats)
      evidence.notObserved.push(`a server as before in later repeats: ${left.join('; ')}`);
    await observer.end().catch(() => undefined);
    await server.dropDatabase(database).catch(() => undefined);
  }
}

/** Key queries that write are captured on a clone of their own, so that the migrations meet the rows as loaded. */
async function capturedBefore(
  captures: Captures,
  request: RehearsalRequest,
  observer: Client,
): Promise<void> {
  if (request.scenario.queries.every(({ readonly }) => readonly)) return captures.before(observer);
  const database = await request.dataset.clone('before');
  const client = await request.server.connect(database, { applicationName: 'pgrehearse observer' });
  try {
    await captures.before(client);
  } finally {
    await client.end().catch(() => undefined);
    await request.server.dropDatabase(database);
  }
}
