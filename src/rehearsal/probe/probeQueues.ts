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

/** More would make a night of it. */
const mostRelations = 20;

/**
 * Runs the migrations once more, on a clone of their own, and holds each relation that they lock strongly until they
 * have waited for it for `probeMs`. Ends as soon as each was waited for: what comes after has been seen already.
 */
export async function probeQueues(request: RehearsalRequest, evidence: Evidence): Promise<void> {
  const { server, dataset, scenario, progress } = request;
  const relations = strongRelations(evidence);
  if (scenario.probeMs === null || relations.length === 0) return;
  if (request.timeLimit.drops('probe', evidence.notObserved)) return;
  if (relations.length > mostRelations)
    evidence.notObserved.push(
      `the lock queues of ${relations.length - mostRelations} more relations: ${mostRelations} are probed`,
    );
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
    await Promise.race([probe.watch(), ended]);
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
    await probe.stop();
    await putBack();
    await observer.end().catch(() => undefined);
    await server.dropDatabase(database).catch(() => undefined);
  }
}

/** What the migrations have left to do is of no interest any more. */
async function endOthers(observer: Client): Promise<void> {
  await observer.query(
    `SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity
      WHERE datname = pg_catalog.current_database() AND pid <> pg_catalog.pg_backend_pid() AND backend_type = 'client backend'`,
  );
}
