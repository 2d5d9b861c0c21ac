import type { Client } from 'pg';
import { Bench } from 'tinybench';
import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';
import type { CaptureEvidence } from '../../evidence/QueryEvidence.ts';
import { statementError } from '../statementError.ts';

/** A key query that takes longer is captured without its execution. */
const timeLimitMs = 60_000;
/** Latency is measured for about so long, with at least so many executions. */
const latencyTimeMs = 150;
const latencyIterations = 5;
/** Above this a single execution is too slow to repeat many times. */
const slowMs = 1_000;
const keptLatencies = 40;

/** Both plans of a query, and its latency where asked; an error of the server is part of what was seen. */
export async function captureQuery(
  client: Client,
  sql: string,
  values: readonly unknown[],
  options: { latency: boolean; tooSlow(limitMs: number): void },
): Promise<CaptureEvidence> {
  const capture: CaptureEvidence = { serial: null, shape: null, latencies: [], error: null };
  try {
    capture.shape = await explain(client, 'EXPLAIN (FORMAT JSON, SETTINGS, VERBOSE)', sql, values, false);
    capture.serial = await explain(
      client,
      'EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON, SETTINGS, VERBOSE)',
      sql,
      values,
      true,
    );
    if (options.latency) capture.latencies = await latencies(client, sql, values, capture.serial);
  } catch (error) {
    const answer = statementError(error);
    if (!answer) throw error;
    // query_canceled, by our own limit: the plan without execution is kept.
    if (answer.code === '57014' && capture.shape) options.tooSlow(timeLimitMs);
    else capture.error = answer;
  }
  return capture;
}

/**
 * Serial, and without JIT, for judging: only then do buffers repeat exactly. It runs twice and the second is kept,
 * because the first sets hint bits. In a transaction that is rolled back, since EXPLAIN ANALYZE executes.
 */
async function explain(
  client: Client,
  explainClause: string,
  sql: string,
  values: readonly unknown[],
  serial: boolean,
): Promise<ExplainPlan> {
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL statement_timeout = ${timeLimitMs}`);
    if (serial) await client.query('SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off');
    const once = async () => {
      const { rows } = await client.query<{ 'QUERY PLAN': ExplainPlan[] }>(`${explainClause} ${sql}`, [
        ...values,
      ]);
      return rows[0]!['QUERY PLAN'][0]!;
    };
    const first = await once();
    return serial && (first['Execution Time'] ?? 0) < slowMs ? await once() : first;
  } finally {
    await client.query('ROLLBACK');
  }
}

async function latencies(
  client: Client,
  sql: string,
  values: readonly unknown[],
  plan: ExplainPlan,
): Promise<number[]> {
  const slow = (plan['Execution Time'] ?? 0) > slowMs;
  const bench = new Bench({
    time: slow ? 0 : latencyTimeMs,
    iterations: slow ? 2 : latencyIterations,
    warmup: !slow,
    warmupIterations: 3,
    warmupTime: 0,
    retainSamples: true,
    throws: true,
  });
  const name = 'key query';
  bench.add(name, () => client.query({ text: sql, values: [...values] }), {
    beforeEach: async () => void (await client.query('BEGIN')),
    afterEach: async () => void (await client.query('ROLLBACK')),
  });
  await bench.run();
  const result = bench.getTask(name)?.result;
  const samples = result && 'latency' in result ? [...(result.latency.samples ?? [])] : [];
  return thin(samples.sort((a, b) => a - b));
}

/** Evenly spaced order statistics, the smallest and the largest among them. */
function thin(sorted: readonly number[]): number[] {
  if (sorted.length <= keptLatencies) return [...sorted];
  const step = (sorted.length - 1) / (keptLatencies - 1);
  return Array.from({ length: keptLatencies }, (_, index) => sorted[Math.round(index * step)]!);
}
