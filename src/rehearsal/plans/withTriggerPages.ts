import type { Client } from 'pg';
import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';
import { pagesOf } from '../../evidence/pagesOf.ts';
import type { BoundQuery } from './BoundQuery.ts';

/**
 * Executes a plan, and adds the pages that its AFTER triggers read, those of foreign keys included: they run when the plan
 * has ended, and EXPLAIN tells their calls alone (ExplainOnePlan in explain.c). A transaction's counters are its own.
 */
export async function withTriggerPages(
  client: Client,
  { query }: Pick<BoundQuery, 'query'>,
  execute: () => Promise<ExplainPlan>,
): Promise<ExplainPlan> {
  if (query.readonly) return execute();
  const before = await fetched(client);
  const plan = await execute();
  if (!plan.Triggers?.length) return plan;
  const pages = (await fetched(client)) - before - (pagesOf(plan) ?? 0);
  return pages > 0 ? { ...plan, 'Trigger Pages': pages } : plan;
}

/** Pages of tables and indexes that this transaction has read, system catalogs apart, which caches keep. */
async function fetched(client: Client): Promise<number> {
  const { rows } = await client.query<{ pages: number }>(
    'SELECT coalesce(sum(pg_catalog.pg_stat_get_xact_blocks_fetched(oid)), 0)::float8 AS pages FROM pg_catalog.pg_class WHERE oid >= 16384',
  );
  return rows[0]!.pages;
}
