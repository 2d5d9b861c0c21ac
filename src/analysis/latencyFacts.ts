import { middleOf } from '../evidence/latencyBuckets.ts';
import type { LatencyPhase, TrafficEvidence } from '../evidence/TrafficEvidence.ts';
import type { LatencyFacts } from './Facts.ts';

const order: readonly LatencyPhase['phase'][] = ['before', 'during', 'between', 'after'];

/** The latencies of one item by phase, those of several repeats together; empty for evidence that has none. */
export function latencyFacts(streams: readonly TrafficEvidence[]): LatencyFacts[] {
  const all = streams.flatMap(({ phases }) => phases ?? []);
  const merged = new Map<string, LatencyPhase[]>();
  for (const phase of all) {
    const key = `${phase.phase} ${phase.migration}`;
    merged.set(key, [...(merged.get(key) ?? []), phase]);
  }
  return [...merged.values()].map(together).sort((a, b) => order.indexOf(a.phase) - order.indexOf(b.phase));
}

function together(phases: readonly LatencyPhase[]): LatencyFacts {
  const { phase, migration } = phases[0]!;
  const maxMs = Math.max(...phases.map((one) => one.maxMs));
  const count = sum(phases.map((one) => one.count));
  const buckets = phases.flatMap((one) => one.buckets).sort(([a], [b]) => a - b);
  const percentile = (share: number) => {
    let left = share * count;
    const bucket = buckets.find(([, here]) => {
      left -= here;
      return left <= 0;
    });
    return bucket ? Math.min(maxMs, middleOf(bucket[0])) : maxMs;
  };
  return {
    phase,
    migration,
    count,
    failed: sum(phases.map((one) => one.failed)),
    p50Ms: percentile(0.5),
    p90Ms: percentile(0.9),
    p99Ms: percentile(0.99),
    maxMs,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
