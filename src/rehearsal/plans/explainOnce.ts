import { type Client, escapeLiteral } from 'pg';
import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';
import type { BoundQuery } from './BoundQuery.ts';
import { querySettings } from './queryTransaction.ts';
import { withTriggerPages } from './withTriggerPages.ts';

const planOptions = 'FORMAT JSON, SETTINGS, VERBOSE';

/** `work`: executed, serially, with the pages that it reads. */
export type ExplainedAspect = 'shape' | 'serial' | 'generic' | 'work';

/**
 * A key query's plan within the transaction that is open, under its own role and settings; nothing of it is left.
 * @param settings over the query's own
 * @throws what the server answers; the transaction goes on
 */
export async function explainOnce(
  client: Client,
  { query, values }: Pick<BoundQuery, 'query' | 'values'>,
  {
    aspect,
    major,
    settings = {},
  }: { aspect: ExplainedAspect; major: number; settings?: Record<string, string> },
): Promise<ExplainPlan> {
  const prepares = aspect === 'generic' && major < 16;
  let prepared = false;
  await client.query('SAVEPOINT pgrehearse_query');
  try {
    const forced = Object.entries(settings).map(
      ([name, value]) => `SET LOCAL ${name} = ${escapeLiteral(value)}`,
    );
    const serial = aspect === 'serial' || aspect === 'work' ? serially : [];
    await client.query([...serial, ...querySettings(query), ...forced].join('; '));
    const once = () => explain(client, query.sql, values, aspect);
    if (aspect === 'work') return await withTriggerPages(client, { query }, once);
    if (!prepares) return await once();
    await client.query(`PREPARE pgrehearse_look AS ${query.sql}`);
    prepared = true;
    await client.query('SET LOCAL plan_cache_mode = force_generic_plan');
    return await explained(
      client,
      `EXPLAIN (${planOptions}) EXECUTE pgrehearse_look(${values.map(literal).join(', ')})`,
    );
  } finally {
    await client.query('ROLLBACK TO SAVEPOINT pgrehearse_query; RELEASE SAVEPOINT pgrehearse_query');
    // Prepared statements know no transactions.
    if (prepared) await client.query('DEALLOCATE pgrehearse_look');
  }
}

const serially = ['SET LOCAL max_parallel_workers_per_gather = 0', 'SET LOCAL jit = off'];

function explain(
  client: Client,
  sql: string,
  values: readonly unknown[],
  aspect: ExplainedAspect,
): Promise<ExplainPlan> {
  if (aspect === 'generic') return explained(client, `EXPLAIN (GENERIC_PLAN, ${planOptions}) ${sql}`);
  const executes = aspect === 'work' ? 'ANALYZE, BUFFERS, TIMING OFF, ' : '';
  return explained(client, `EXPLAIN (${executes}${planOptions}) ${sql}`, values);
}

async function explained(client: Client, text: string, values?: readonly unknown[]): Promise<ExplainPlan> {
  const { rows } = await client.query<{ 'QUERY PLAN': ExplainPlan[] }>(
    values ? { text, values: [...values] } : text,
  );
  return rows[0]!['QUERY PLAN'][0]!;
}

/** A constant whose type is still open; lists have a text of their own, which a plan that is generic does not need. */
function literal(value: unknown): string {
  return value === null || typeof value === 'object' ? 'NULL' : escapeLiteral(String(value));
}
