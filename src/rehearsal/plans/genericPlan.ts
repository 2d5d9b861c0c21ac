import { type Client, escapeLiteral } from 'pg';
import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';

const options = 'FORMAT JSON, SETTINGS, VERBOSE';

/**
 * The plan for parameters that are not known, within the transaction that is open. Since 16 EXPLAIN has GENERIC_PLAN;
 * before, a prepared statement is made to take it, and partitions are still pruned by the values when it begins.
 * https://www.postgresql.org/docs/18/sql-explain.html
 * @param major the server's
 */
export async function genericPlan(
  client: Client,
  sql: string,
  values: readonly unknown[],
  major: number,
): Promise<ExplainPlan> {
  if (major >= 16) return explained(client, `EXPLAIN (GENERIC_PLAN, ${options}) ${sql}`);
  await client.query(`PREPARE pgrehearse_generic AS ${sql}`);
  try {
    await client.query('SET LOCAL plan_cache_mode = force_generic_plan');
    const given = values.map(literal).join(', ');
    return await explained(client, `EXPLAIN (${options}) EXECUTE pgrehearse_generic(${given})`);
  } finally {
    // Within a transaction that has failed it is refused; the session keeps the name then.
    await client.query('ROLLBACK; DEALLOCATE pgrehearse_generic');
  }
}

async function explained(client: Client, sql: string): Promise<ExplainPlan> {
  const { rows } = await client.query<{ 'QUERY PLAN': ExplainPlan[] }>(sql);
  return rows[0]!['QUERY PLAN'][0]!;
}

/** A constant whose type is still open; lists have a text of their own, which a plan that is generic does not need. */
function literal(value: unknown): string {
  return value === null || typeof value === 'object' ? 'NULL' : escapeLiteral(String(value));
}
