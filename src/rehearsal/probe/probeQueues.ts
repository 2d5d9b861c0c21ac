import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { PgrehearseError } from '../../errors.ts';
import type { Evidence } from '../../evidence/Evidence.ts';
import { startClock } from '../Clock.ts';
import { keepCluster } from '../cluster/keepCluster.ts';
import type { RehearsalRequest } from '../RehearsalRequest.ts';
import { statementError } from '../statementError.ts';
import { applyUnobserved } from './applyUnobserved.ts';
import { QueueProbe } from './QueueProbe.ts';
import { strongRelations } from './strongRelations.ts';

/** Short of time, what is judged goes before. */
const mostOfTheLimit = 0.6;

/** More would make a night of it. */
const mostRelations = 20;

/** How much slower than in the rehearsal the migrations may be, and at least how long they get, in milliseconds. */
const slower = 3;
const leastMs = 10_000;

/**
 * Runs the migrations once more, on a clone of their own, and holds each relation that they lock strongly until they
 * have waited for it for `probeMs`. Ends as soon as each was waited for: what comes after has been seen already.
 */
export async function probeQueues(request: RehearsalRequest, evidence: Evidence): Promise<void> {
  const { server, dataset, scenario, progress } = request;
  const relations = strongRelations(evidence);
  if (scenario.probeMs === null || relations.length === 0) return;
  // Nothing is judged by it: without it, lock/queue has no example.
  if (request.timeLimit.used > mostOfTheLimit) return;
  // lock/queue is raised from the locks alone, so that what has no example takes nothing from the verdict.
  if (relations.length > mostRelations) {
    evidence.notes ??= [];
    evidence.notes.push(
      `of the lock queues of ${relations.length} relations ${mostRelations} are shown by example`,
    );
  }
  progress.step('probing the lock queue');
  const database = await dataset.clone('probe');
  const clock = startClock();
  const connect = () => server.connect(database, { applicationName: 'pgrehearse probe' });
  const observer = await connect();
  const ending = new AbortController();
  const probe = new QueueProbe(connect, observer, clock, scenario.probeMs);
  const putBack = await keepCluster(observer, server.superuser, request.pending);
  try {
    await probe.hold(relations.slice(0, mostRelations));
    const applying = applyUnobserved({ request, database, observer, clock }, ending.signal);
    // What fails here because it was held up or cut off is no failure of the migration.
    const ended = applying.then(
      () => undefined,
      () => undefined,
    );
    // A loop that tries NOWAIT until it is let in never waits, so that nobody makes way for it.
    const patience = sleep(
      slower * appliedMs(evidence) + leastMs + relations.length * scenario.probeMs,
      null,
      {
        signal: ending.signal,
      },
    ).catch(() => undefined);
    await Promise.race([probe.watch(), ended, patience]);
    await probe.stop();
    ending.abort();
    await endOthers(observer);
    await ended;
  } catch (error) {
    const answer = statementError(error) ?? (error instanceof PgrehearseError ? error : null);
    if (answer === null) throw error;
    evidence.notObserved.push(`the lock queue: ${answer.message}`);
  } finally {
    evidence.probes = probe.seen;
    ending.abort();
    await probe.stop();
    await putBack(observer);
    await observer.end().catch(() => undefined);
    await server.dropDatabase(database).catch(() => undefined);
  }
}

/** From the first migration's begin to the last one's end, at most. */
function appliedMs({ repeats }: Evidence): number {
  return Math.max(
    0,
    ...repeats.map(({ migrations }) => {
      const begun = migrations.flatMap(({ startedMs }) => startedMs ?? []);
      const done = migrations.flatMap(({ finishedMs }) => finishedMs ?? []);
      return Math.max(...done, 0) - Math.min(...begun, 0);
    }),
  );
}

/** What the migrations have left to do is of no interest any more. */
async function endOthers(observer: Client): Promise<void> {
  await observer.query(
    `SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
      WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid() AND backend_type = 'client backend'`,
  );
}
