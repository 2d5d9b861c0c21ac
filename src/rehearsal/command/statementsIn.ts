import { relationsOf } from '../../migrations/relationsOf.ts';
import { parseSql } from '../../scenario/parseSql.ts';

export interface StatementText {
  sql: string;
  kind: string;
  relations: string[];
}

/** The statements of a message; what PostgreSQL 18's parser cannot read counts as one. */
export async function statementsIn(message: string): Promise<StatementText[]> {
  const { statements, fault } = await parseSql(message);
  if (fault) return [{ sql: message.trim(), kind: '', relations: [] }];
  return statements.map(({ sql, kind, node }) => ({ sql, kind, relations: relationsOf(node) }));
}
