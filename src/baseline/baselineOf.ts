import type { Baseline } from '../findings/Baseline.ts';
import type { ScenarioResult } from '../findings/Result.ts';

/** What a run that is accepted saw, in the form that later runs are held against. */
export function baselineOf(result: ScenarioResult, reason: string | null): Baseline {
  return {
    scale: result.scale,
    major: result.server?.major ?? 0,
    hostClass: result.host.class,
    takenAt: result.finishedAt,
    reason,
    calibrationMs: result.calibrationMs,
    migrations: result.migrations.map((migration) => ({
      id: migration.id,
      durationMs: migration.durationMs.high,
      walBytes: migration.walBytes,
      rewrites: migration.statements.flatMap(({ rewrites }) => rewrites),
      scans: migration.statements.flatMap(({ scans }) => scans),
      holds: migration.holds.map(({ relation, mode, highMs }) => ({ relation, mode, highMs })),
      stallMs: Math.max(0, ...migration.stalls.map(({ maxMs }) => maxMs)),
      queues: migration.queues
        .filter(({ lockTimeoutMs }) => lockTimeoutMs === 0)
        .map(({ relation }) => relation),
      deadlocks: migration.deadlocks.map(({ statement }) => statement),
      invalidIndexes: migration.invalidIndexes.map(({ name }) => name),
      rollback: migration.rollback?.status ?? null,
    })),
    queries: result.queries.map(({ name, parameters, after, result: rows }) => ({
      name,
      parameters,
      buffers: after.buffers,
      cost: after.cost,
      fails: after.error !== null,
      ...(rows && (rows.equal === false || rows.onlyBefore.length > 0) ? { differs: true as const } : {}),
      latencyMs: after.latencyMs?.median ?? null,
      access: after.fingerprint?.access ?? null,
      semantic: after.fingerprint?.semantic ?? null,
    })),
  };
}
