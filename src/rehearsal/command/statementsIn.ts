import type { StatementShape } from '../../evidence/StatementShape.ts';
import { relationsOf } from '../../migrations/relationsOf.ts';
import { shapeOf } from '../../migrations/shapeOf.ts';
import { standsAlone } from '../../migrations/transactionOf.ts';
import { parseSql } from '../../scenario/parseSql.ts';

/** A statement as the parser reads it. */
export interface StatementText {
  sql: string;
  /** The parse tree's node; empty where our parser cannot read it. */
  kind: string;
  /** That it names, as written. */
  relations: string[];
  shape: StatementShape | null;
  /** Whether it cannot run inside a transaction block. */
  standalone: boolean;
}

/** The statements of a message; what PostgreSQL 18's parser cannot read counts as one. */
export async function statementsIn(message: string): Promise<StatementText[]> {
  const { statements, fault } = await parseSql(message);
  if (fault) return [{ sql: message.trim(), kind: '', relations: [], shape: null, standalone: false }];
  return statements.map((statement) => ({
    sql: statement.sql,
    kind: statement.kind,
    relations: relationsOf(statement.node),
    shape: shapeOf(statement),
    standalone: standsAlone(statement, new Set()),
  }));
}
