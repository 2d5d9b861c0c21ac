import { bucketOf } from '../../evidence/latencyBuckets.ts';
import type { MigrationEvidence } from '../../evidence/MigrationEvidence.ts';
import type { LatencyPhase, Phase } from '../../evidence/TrafficEvidence.ts';
import type { Ran } from './StatementLog.ts';

/** Says of each statement in which phase it was; one that met several migrations belongs to the one it met longest. */
export function phaseFinder(migrations: readonly MigrationEvidence[]): (ran: Ran) => Phase {
  const spans = migrations.flatMap(({ id, startedMs, finishedMs }) =>
    startedMs === null ? [] : [{ id, fromMs: startedMs, toMs: finishedMs ?? Number.POSITIVE_INFINITY }],
  );
  const first = Math.min(...spans.map(({ fromMs }) => fromMs));
  const last = Math.max(...spans.map(({ toMs }) => toMs));
  return ({ dueMs, finishedMs }) => {
    let longest: { id: string; ms: number } | null = null;
    for (const { id, fromMs, toMs } of spans) {
      const ms = Math.min(finishedMs, toMs) - Math.max(dueMs, fromMs);
      if (ms >= 0 && (longest === null || ms > longest.ms)) longest = { id, ms };
    }
    if (longest) return { phase: 'during', migration: longest.id };
    const phase = finishedMs <= first ? 'before' : dueMs >= last ? 'after' : 'between';
    return { phase, migration: null };
  };
}

/** The latencies of each phase that had any, in the order in which the phases began. */
export function latencyPhases(log: Iterable<Ran>, phaseOf: (ran: Ran) => Phase): LatencyPhase[] {
  const phases = new Map<string, { seen: LatencyPhase; buckets: Map<number, number>; firstMs: number }>();
  for (const ran of log) {
    const { phase, migration } = phaseOf(ran);
    const key = keyOf({ phase, migration });
    let known = phases.get(key);
    if (!known) {
      const seen: LatencyPhase = { phase, migration, count: 0, failed: 0, maxMs: 0, buckets: [] };
      known = { seen, buckets: new Map(), firstMs: ran.dueMs };
      phases.set(key, known);
    }
    const ms = ran.finishedMs - ran.dueMs;
    const bucket = bucketOf(ms);
    known.buckets.set(bucket, (known.buckets.get(bucket) ?? 0) + 1);
    known.seen.count++;
    if (ran.code !== null) known.seen.failed++;
    known.seen.maxMs = Math.max(known.seen.maxMs, ms);
    known.firstMs = Math.min(known.firstMs, ran.dueMs);
  }
  return [...phases.values()]
    .sort((a, b) => a.firstMs - b.firstMs)
    .map(({ seen, buckets }) => ({ ...seen, buckets: [...buckets].sort(([a], [b]) => a - b) }));
}

export function keyOf({ phase, migration }: Phase): string {
  return `${phase} ${migration}`;
}
