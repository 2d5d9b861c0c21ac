import type { Client } from 'pg';
import type { ResolvedQuery } from '../../scenario/ResolvedScenario.ts';
import { statementError } from '../statementError.ts';

/**
 * Queries without those of an export that the schema before the migrations has no place for: of tables of another
 * database, inside functions (whose variables they name), with a parameter whose type cannot be told, or normalised to
 * what is no SQL (`extract($1 from at)`). They are prepared, which plans nothing and reads no row.
 */
export async function fittingQueries(
  client: Client,
  queries: readonly ResolvedQuery[],
): Promise<{ queries: ResolvedQuery[]; leftOut: string[] }> {
  const fitting: ResolvedQuery[] = [];
  const leftOut: string[] = [];
  for (const query of queries) {
    const fault = query.imported ? await refusal(client, query.sql) : null;
    if (fault === null) fitting.push(query);
    else leftOut.push(`${query.name} (${fault})`);
  }
  return { queries: fitting, leftOut };
}

async function refusal(client: Client, sql: string): Promise<string | null> {
  try {
    await client.query(`PREPARE pgrehearse_imported AS ${sql}`);
    await client.query('DEALLOCATE pgrehearse_imported');
    return null;
  } catch (error) {
    const answer = statementError(error);
    if (!answer) throw error;
    return answer.message;
  }
}
