import type { MigrationEvidence } from '../../evidence/MigrationEvidence.ts';
import type { SlowStatement, TrafficEvidence } from '../../evidence/TrafficEvidence.ts';
import type { Wait } from '../locks/LockSampler.ts';
import type { Finished, TrafficStream } from './Traffic.ts';

/** A statement is slow from twenty times the quiet median on, and never below this. */
const slowFromMs = 20;
const keptSlow = 2_000;

/** What a stream saw, with its slow statements joined to the waits that the sampler saw on its connections. */
export function trafficEvidence(
  stream: TrafficStream,
  migrations: readonly MigrationEvidence[],
  waits: readonly Wait[],
): TrafficEvidence {
  const quiet = stream.finished.filter(
    (statement) => !migrations.some((migration) => during(migration, statement)),
  );
  const latencies = quiet.map(latency).sort((a, b) => a - b);
  const median = latencies[latencies.length >> 1] ?? 0;
  const own = waits.filter((wait) => stream.backends.has(wait.backend) && wait.byMigration);
  return {
    source: stream.item.source,
    query: stream.item.name,
    perSecond: stream.item.perSecond,
    started: stream.started,
    completed: stream.finished.length,
    quiet: {
      median,
      p99: latencies[Math.floor(latencies.length * 0.99)] ?? 0,
      max: latencies.at(-1) ?? 0,
      count: latencies.length,
    },
    slow: [...stream.finished, ...stream.failed]
      .filter((statement) => latency(statement) > Math.max(slowFromMs, median * 20))
      .sort((a, b) => latency(b) - latency(a))
      .slice(0, keptSlow)
      .map((statement) => withWait(statement, own)),
    errors: [...stream.errors.values()],
  };
}

/** A statement in the queue behind blocked connections waits for the same lock as they do. */
function withWait(statement: Finished, waits: readonly Wait[]): SlowStatement {
  const wait = waits
    .map((candidate) => ({
      candidate,
      ms:
        Math.min(candidate.lastSeenMs, statement.finishedMs) -
        Math.max(candidate.firstSeenMs, statement.dueMs),
    }))
    .filter(({ ms }) => ms > 0)
    .sort((a, b) => b.ms - a.ms)[0]?.candidate;
  return { ...statement, oid: wait?.oid ?? null, waitedForMode: wait?.mode ?? null };
}

function latency({ dueMs, finishedMs }: Finished): number {
  return finishedMs - dueMs;
}

function during(migration: MigrationEvidence, { dueMs, finishedMs }: Finished): boolean {
  if (migration.startedMs === null) return false;
  return finishedMs >= migration.startedMs && dueMs <= (migration.finishedMs ?? Number.POSITIVE_INFINITY);
}
