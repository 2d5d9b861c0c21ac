import type { Client } from 'pg';
import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';
import type { CaptureEvidence } from '../../evidence/QueryEvidence.ts';
import { statementError } from '../statementError.ts';
import type { BoundQuery } from './BoundQuery.ts';
import { genericPlan } from './genericPlan.ts';
import { inQueryTransaction } from './queryTransaction.ts';
import { withTriggerPages } from './withTriggerPages.ts';

/** An execution that took longer, in milliseconds, is not repeated. */
const slowMs = 5_000;

/** query_canceled: statement_timeout (errcodes.txt). */
const canceled = '57014';
/** indeterminate_datatype, and what a parameter without a value may lead to. */
const untyped = new Set(['42P18', '42P08']);

/**
 * The plans of a query: under the server's settings, for unknown parameters, and serially executed. An error of the
 * server is part of what was seen.
 * @param execute false: the plans alone
 */
export async function captureQuery(
  client: Client,
  bound: Pick<BoundQuery, 'query' | 'values'>,
  { major, execute }: { major: number; execute: boolean },
): Promise<CaptureEvidence> {
  const { query, values } = bound;
  const capture: CaptureEvidence = { serial: null, shape: null, latencies: [], error: null };
  const explain = (clause: string) => explained(client, `EXPLAIN (${clause}) ${query.sql}`, values);
  try {
    capture.shape = await inQueryTransaction(client, query, () => explain(planOptions));
    if (values.length > 0) capture.generic = await generic(client, bound, major);
    if (execute) capture.serial = await serial(client, bound, () => explain(workOptions(major)));
  } catch (error) {
    const answer = statementError(error);
    if (!answer) throw error;
    // By our own limit: the plan without execution is kept.
    if (answer.code === canceled && capture.shape) capture.overLimitMs = query.timeLimitMs;
    else capture.error = answer;
  }
  return capture;
}

const planOptions = 'FORMAT JSON, SETTINGS, VERBOSE';

/**
 * Everything that the version counts. TIMING would read the clock for every row and moves no figure that is judged;
 * SERIALIZE (17) makes the server read values that lie in TOAST, as it does when it sends them.
 */
function workOptions(major: number): string {
  const since = { WAL: 13, SERIALIZE: 17, MEMORY: 17 };
  const known = Object.entries(since).flatMap(([option, from]) => (major >= from ? [option] : []));
  return ['ANALYZE', 'BUFFERS', 'TIMING OFF', ...known, planOptions].join(', ');
}

/**
 * Without workers and JIT buffers repeat exactly, from the second execution on: the first one sets hint bits. Each in a
 * transaction of its own, since a row is inserted once.
 */
async function serial(
  client: Client,
  { query }: Pick<BoundQuery, 'query'>,
  execute: () => Promise<ExplainPlan>,
): Promise<ExplainPlan> {
  const once = () =>
    inQueryTransaction(client, query, async () => {
      await client.query(
        // A scan that joins in where another one is would make LIMIT read other pages.
        'SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off; SET LOCAL synchronize_seqscans = off',
      );
      return withTriggerPages(client, { query }, execute);
    });
  const first = await once();
  return (first['Execution Time'] ?? 0) < slowMs ? once() : first;
}

/** Null where the server cannot tell a parameter's type without a value. */
async function generic(
  client: Client,
  { query, values }: Pick<BoundQuery, 'query' | 'values'>,
  major: number,
): Promise<ExplainPlan | null> {
  try {
    return await inQueryTransaction(client, query, () => genericPlan(client, query.sql, values, major));
  } catch (error) {
    if (untyped.has(statementError(error)?.code ?? '')) return null;
    throw error;
  }
}

async function explained(client: Client, text: string, values: readonly unknown[]): Promise<ExplainPlan> {
  const { rows } = await client.query<{ 'QUERY PLAN': ExplainPlan[] }>({ text, values: [...values] });
  return rows[0]!['QUERY PLAN'][0]!;
}
