import type { Client } from 'pg';
import type { Evidence, RepeatEvidence } from '../evidence/Evidence.ts';
import type { RelationFacts } from '../evidence/RelationFacts.ts';
import type { Migration } from '../migrations/MigrationHistory.ts';
import { groupsOf } from './apply/applyGroup.ts';
import { openSession } from './apply/openSession.ts';
import { skippedMigration } from './apply/skippedMigration.ts';
import { type Clock, startClock } from './Clock.ts';
import { calibrate } from './calibrate.ts';
import { checkRelations } from './checkRelations.ts';
import { keepCluster } from './cluster/keepCluster.ts';
import { observeCommand } from './command/observeCommand.ts';
import { withoutToolRelations } from './command/toolRelations.ts';
import { undoCommand } from './command/undoCommand.ts';
import { connectionLost } from './connectionLost.ts';
import { readRelations } from './locks/readRelations.ts';
import { touchedTables } from './locks/touchedTables.ts';
import { Observation } from './Observation.ts';
import { observedGroup } from './observedGroup.ts';
import { type Captures, writes } from './plans/Captures.ts';
import type { RehearsalRequest } from './RehearsalRequest.ts';
import { rollBack } from './rollBack.ts';
import { schemaSnapshot } from './schemaSnapshot.ts';
import { loadItems } from './traffic/loadItems.ts';
import { ProgressWatch } from './work/ProgressWatch.ts';

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
    if (request.pending.length > 0 || command !== null) await observed(run, evidence, seen);
    if (captures) await afterwards(run, evidence, seen, captures);
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
  if (!request.scenario.queries.some(writes)) return captures.before(observer);
  const database = await request.dataset.clone('before');
  const client = await request.server.connect(database, { applicationName: 'pgrehearse observer' });
  try {
    await captures.before(client);
  } finally {
    await client.end().catch(() => undefined);
    await request.server.dropDatabase(database);
  }
}

interface Run {
  request: RehearsalRequest;
  database: string;
  observer: Client;
  clock: Clock;
  /** The schema before each migration, or before the command. */
  schemas: Map<string, string[]>;
}

async function observed(run: Run, evidence: Evidence, seen: RepeatEvidence): Promise<void> {
  const { request, database, observer, clock } = run;
  const items = await loadItems(observer, request, evidence);
  const observation = await Observation.start(
    request.server,
    database,
    items,
    request.scenario.longTransactions,
    clock,
  );
  let applying = '';
  const say = (text: string) => request.progress.step(`applying ${applying}, ${text}`);
  let watch: ProgressWatch | null = null;
  const { command } = request.scenario.migrations;
  try {
    if (command) {
      request.progress.step(`running ${command.command}`);
      run.schemas.set(command.command, await schemaSnapshot(observer));
      await observeCommand(command, run, observation.sampler, evidence, seen).catch((error: unknown) => {
        throw connectionLost(`running ${command.command}`, error);
      });
    }
    watch = await ProgressWatch.open(request.server, database, clock, say);
    // What an earlier one created or renamed is there for those that follow.
    let before: readonly RelationFacts[] | null = null;
    const starting = (migration: Migration) => {
      applying = migration.id;
      request.progress.step(`applying ${applying}`);
    };
    for (const migrations of command ? [] : groupsOf(request.pending)) {
      const own = seen.migrations.filter(({ id }) => migrations.some((migration) => migration.id === id));
      const group = { migrations, evidence: own, policy: request.scenario.migrations, starting };
      try {
        await observedGroup(run, group, observation, watch, before);
      } catch (error) {
        throw connectionLost(`applying ${applying || migrations[0]!.id}`, error);
      }
      before = evidence.relations;
      if (own.some(({ status }) => status === 'failed')) break;
    }
  } finally {
    await watch?.close();
    const { failure, notObserved } = await observation.finish(seen, observer, evidence.relations);
    if (command) withoutToolRelations(seen, evidence.relations);
    evidence.notObserved.push(...notObserved.filter((one) => !evidence.notObserved.includes(one)));
    for (const { query, completed, errors } of seen.traffic) {
      if (completed > 0 || errors.length === 0) continue;
      evidence.notObserved.push(`stalls of ${query}: every statement failed: ${errors[0]!.message}`);
    }
    evidence.notObserved.push(...neverOpen(seen));
    if (failure) evidence.notObserved.push('locks while statements ran: the sampler lost its connection');
  }
}

/** A long transaction that never came about was in nobody's way. */
function neverOpen({ longTransactions = [] }: RepeatEvidence): string[] {
  return longTransactions.flatMap(({ name, runs }) => {
    if (runs.some(({ openMs }) => openMs !== null)) return [];
    return [`what '${name}' stands in the way of: it failed: ${runs[0]?.error?.message ?? 'no connection'}`];
  });
}

async function afterwards(
  run: Run,
  evidence: Evidence,
  seen: RepeatEvidence,
  captures: Captures,
): Promise<void> {
  const { request, observer } = run;
  await captures.afterDeploy(observer);
  for (const table of await touchedTables(observer, seen, evidence.relations)) {
    request.progress.step(`VACUUM (ANALYZE) ${table}`);
    await observer.query(`VACUUM (ANALYZE) ${table}`);
  }
  await captures.after(observer);
  const { command } = request.scenario.migrations;
  const down = command?.down ?? null;
  if (command ? down === null : !request.pending.some((migration) => migration.down)) return;
  if (request.timeLimit.drops('rollback', evidence.notObserved)) return;
  request.progress.step('rolling back');
  if (command && down !== null)
    return undoCommand({ down }, command, run, seen, run.schemas.get(command.command)!);
  const end = await rollBack(request.pending, seen.migrations, run.schemas, observer, () => openSession(run));
  sayUnrolled(request, seen, end, evidence);
}

/** A budget for rolling back that was not spent in full was not judged in full. */
function sayUnrolled(
  { scenario, pending }: RehearsalRequest,
  { migrations }: RepeatEvidence,
  end: string | null,
  evidence: Evidence,
): void {
  if (end === null || scenario.budgets.rollbackMs === null) return;
  const below = pending.slice(
    0,
    pending.findIndex(({ id }) => id === end),
  );
  const unrun = below.filter(
    ({ id, down }) => down && migrations.some((seen) => seen.id === id && !seen.rollback),
  );
  if (unrun.length === 0) return;
  const names = unrun.map(({ id }) => id).join(', ');
  evidence.notObserved.push(
    `the rollback of ${names}: that of ${end}, which comes first, is missing or failed`,
  );
}
