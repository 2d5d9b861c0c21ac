import type { Client } from 'pg';
import { withoutValues } from '../../dataset/source/withoutValues.ts';
import { messageOf, PgrehearseError } from '../../errors.ts';

/**
 * The rows of a query for parameters, as the server writes their values.
 * @param owner `key query 'x', parameters 'y'`
 * @param hidden whether messages may quote rows that we did not generate
 * @throws PgrehearseError `query/parameters` where it fails or gives no row
 */
export async function parameterRows(
  client: Client,
  owner: string,
  sql: string,
  hidden: boolean,
): Promise<unknown[][]> {
  let rows: unknown[][];
  try {
    ({ rows } = await client.query<unknown[]>({
      text: sql,
      rowMode: 'array',
      // As the server writes them: a Date would lose microseconds, an object its JSON.
      types: { getTypeParser: () => (text: string) => text },
    }));
  } catch (error) {
    throw new PgrehearseError('query/parameters', `the parameters of ${owner} cannot be read`, {
      detail: `${hidden ? withoutValues(messageOf(error)) : messageOf(error)}; in: ${sql}`,
      hint: 'The query runs on the loaded data before the pending migrations; correct it, or give literal values.',
    });
  }
  if (rows.length > 0) return rows;
  throw new PgrehearseError('query/parameters', `the parameters of ${owner} are empty`, {
    detail: `Expected one row, found none; in: ${sql}`,
    hint: 'Write a query that finds a row in the loaded data, or give literal values.',
  });
}
