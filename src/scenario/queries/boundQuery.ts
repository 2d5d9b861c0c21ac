import { parseSql } from '../parseSql.ts';
import { bindNow } from './bindNow.ts';
import { editText } from './editText.ts';
import { type PreparedQuery, prepareQuery } from './PreparedQuery.ts';

/** A query in which now() and its like are the scenario's now, and how often; or what of it moves all the same. */
export async function boundQuery(
  prepared: PreparedQuery,
  now: number,
): Promise<{ prepared: PreparedQuery; bound: number } | { moving: string }> {
  const statement = (await parseSql(prepared.sql)).statements[0]!;
  const edits = bindNow(prepared.sql, statement, now);
  if ('moving' in edits) return edits;
  if (edits.length === 0) return { prepared, bound: 0 };
  const again = await prepareQuery(editText(prepared.sql, edits).text, {
    explained: true,
    still: true,
    named: false,
  });
  if (Array.isArray(again)) return { moving: 'now() in an odd place' };
  return { prepared: { ...again, names: prepared.names }, bound: edits.length };
}
