import type { RelationFacts } from '../../src/evidence/Evidence.ts';
import { remedyFor } from '../../src/findings/remedies/remedyFor.ts';
import { shapeOf } from '../../src/migrations/shapeOf.ts';
import { parseSql } from '../../src/scenario/parseSql.ts';

/** What a finding about this statement advises. */
export async function advisedFor(
  sql: string,
  major = 18,
  relations: readonly RelationFacts[] = [],
): Promise<{ words: string; sql: string[] }> {
  const { statements } = await parseSql(sql);
  const shape = shapeOf(statements[0]!);
  const context = { major, relations: new Map(relations.map((one) => [one.name, one])) };
  const [words = '', ...lines] = remedyFor({ sql, shape }, context).split('\n');
  return { words, sql: lines };
}
