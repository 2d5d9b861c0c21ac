import type { Client } from 'pg';
import { parseSql } from '../../../scenario/parseSql.ts';
import type { ResolvedQuery } from '../../../scenario/ResolvedScenario.ts';
import { inQueryTransaction, type QuerySession } from '../queryTransaction.ts';
import { readTables } from '../syntax/readTables.ts';
import { candidatesOf } from './candidates.ts';
import { combineSets } from './combineSets.ts';
import { ordinaryValue } from './ordinaryValue.ts';
import { parameterTypes } from './parameterTypes.ts';
import { parameterUses } from './parameterUses.ts';

export type AutoQuery = QuerySession & Pick<ResolvedQuery, 'sql'>;

export interface AutoSet {
  name: string;
  values: readonly (string | null)[];
}

/**
 * Parameter sets from the data: the most common value, a median one, a rare one, one that no row has, NULL; ranges that
 * find 1, 10 and 50 % of the rows. Values of one table are those of one row. The same data gives the same sets.
 * @returns `unknown`: parameters that are compared with nothing that the text tells, and were given an ordinary value
 * @throws DatabaseError where the server does not take the query
 */
export async function autoSets(
  client: Client,
  query: AutoQuery,
  now: number,
): Promise<{ sets: AutoSet[]; unknown: { number: number; type: string }[] }> {
  const statement = (await parseSql(query.sql)).statements[0]!;
  const types = await parameterTypes(client, query, statement.sql);
  return inQueryTransaction(client, { ...query, role: null, readonly: true }, async () => {
    const tables = await readTables(client, statement.kind, statement.node);
    const found = parameterUses(statement, tables);
    const candidates = await candidatesOf(client, found, types);
    const unknown = types.flatMap((type, index) =>
      candidates[index] || found.uses.has(index + 1) ? [] : [{ number: index + 1, type }],
    );
    const ordinary = types.map((type) => ordinaryValue(type, now));
    return { sets: combineSets(candidates, ordinary, found), unknown };
  });
}
