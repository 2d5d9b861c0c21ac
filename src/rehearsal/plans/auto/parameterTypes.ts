import type { Client } from 'pg';
import { inQueryTransaction, type QuerySession } from '../queryTransaction.ts';

/**
 * The types of $1, $2, … as the server infers them, as format_type writes them.
 * @throws DatabaseError where the statement does not fit the schema, or the type of one shows nowhere
 */
export async function parameterTypes(client: Client, query: QuerySession, sql: string): Promise<string[]> {
  const { rows } = await inQueryTransaction(client, query, async () => {
    await client.query(`PREPARE pgrehearse_types AS ${sql}`);
    return client.query<{ types: string[] }>(
      `SELECT ARRAY(SELECT pg_catalog.format_type(type, NULL) FROM pg_catalog.unnest(s.parameter_types) WITH ORDINALITY AS of (type, place)
                     ORDER BY place) AS types
         FROM pg_catalog.pg_prepared_statements s WHERE s.name = 'pgrehearse_types'`,
    );
  });
  await client.query('DEALLOCATE pgrehearse_types');
  return rows[0]?.types ?? [];
}
