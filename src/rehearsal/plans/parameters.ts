import type { Client } from 'pg';
import { messageOf, PgrehearseError } from '../../errors.ts';
import type { NamedSet } from '../../scenario/ResolvedScenario.ts';

/** Values for $1, $2, … of one parameter set. */
export interface BoundParameters {
  name: string;
  values: readonly unknown[];
}

/** A query without parameters runs once, under this name. */
const noParameters = 'none';

/**
 * The values of every parameter set, read from the data where the author wrote a query.
 * @throws PgrehearseError `query/parameters` where such a query fails or gives no row
 */
export async function bindParameters(
  client: Client,
  owner: string,
  sets: readonly NamedSet[],
  now: number,
): Promise<BoundParameters[]> {
  if (sets.length === 0) return [{ name: noParameters, values: [] }];
  const bound: BoundParameters[] = [];
  for (const { name, set } of sets) {
    const place = `key query ${owner}, parameters '${name}'`;
    if (set === 'auto' || typeof set === 'function') throw new Error(`${place}: no literals`);
    const values = 'sql' in set ? (await parameterRows(client, place, set.sql))[0]! : literals(set, now);
    bound.push({ name, values });
  }
  return bound;
}

/**
 * The rows of a query for parameters, as the server writes their values.
 * @param owner `key query 'x', parameters 'y'`
 * @throws PgrehearseError `query/parameters` where it fails or gives no row
 */
export async function parameterRows(client: Client, owner: string, sql: string): Promise<unknown[][]> {
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
      detail: `${messageOf(error)}; in: ${sql}`,
      hint: 'The query runs on the loaded data before the pending migrations; correct it, or give literal values.',
    });
  }
  if (rows.length > 0) return rows;
  throw new PgrehearseError('query/parameters', `the parameters of ${owner} are empty`, {
    detail: `Expected one row, found none; in: ${sql}`,
    hint: 'Write a query that finds a row in the loaded data, or give literal values.',
  });
}

/** The values of a set of literals. */
export function literals(set: readonly unknown[], now: number): unknown[] {
  return set.map((value) => (value === '$now' ? new Date(now).toISOString() : value));
}
