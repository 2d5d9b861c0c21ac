import type { QueryFacts } from '../Facts.ts';

/** What a query's other plan means: for one call, and for all calls that production counted. */
export interface Impact {
  /** Pages that a call reads more than before; negative where fewer; null where one side is not known. */
  pages: number | null;
  /** Pages of a call by those before, which count as one at least; null where one side is not known. */
  ratio: number | null;
  /** Null where production's calls are not known. */
  workload: WorkloadImpact | null;
}

/** As if all of the query's calls came with this parameter set: pg_stat_statements does not tell them apart. */
export interface WorkloadImpact {
  calls: number;
  /** Pages that all calls read more than before; null where one side is not known. */
  pages: number | null;
  /** Time of all calls as production counted it, in milliseconds; null where the mean is not known. */
  beforeMs: number | null;
  /** Time more than that, were time to grow as pages do, in milliseconds; negative where less. */
  addedMs: number | null;
  /** `addedMs` by the time of all key queries that production counted: 0.4 for 40 % more. */
  share: number | null;
}

/**
 * Impact on the query and on the workload, as Oracle's SQL Performance Analyzer tells them apart.
 * Pages stand for time, since only they repeat.
 * @param queries all of the scenario's, for the workload's time
 * @param capture whose pages are held against those before
 */
export function impactOf(
  query: QueryFacts,
  queries: readonly QueryFacts[],
  capture: 'afterDeploy' | 'after' = 'after',
): Impact {
  const from = query.before.buffers;
  const to = query[capture].buffers;
  const known = from !== null && to !== null;
  const ratio = known ? to / Math.max(1, from) : null;
  const pages = known ? to - from : null;
  return { pages, ratio, workload: workloadImpact(query, queries, pages, ratio) };
}

function workloadImpact(
  { workload, change }: QueryFacts,
  queries: readonly QueryFacts[],
  pages: number | null,
  ratio: number | null,
): WorkloadImpact | null {
  if (!workload) return null;
  const { calls, meanMs } = workload;
  const beforeMs = meanMs === null ? null : calls * meanMs;
  // A page more or less of a small index is nothing that time would show.
  const growth = change === 'none' || pages === 0 ? 0 : ratio === null ? null : ratio - 1;
  const addedMs = beforeMs === null || growth === null ? null : beforeMs * growth;
  const whole = workloadMs(queries);
  const share = addedMs === null || whole === 0 ? null : addedMs / whole;
  return { calls, pages: pages === null ? null : calls * pages, beforeMs, addedMs, share };
}

/** Time of all key queries as production counted it, in milliseconds; each once, whatever its parameter sets. */
export function workloadMs(queries: readonly QueryFacts[]): number {
  const byName = new Map(queries.map(({ name, workload }) => [name, workload]));
  return [...byName.values()].reduce(
    (sum, workload) => sum + (workload?.calls ?? 0) * (workload?.meanMs ?? 0),
    0,
  );
}
