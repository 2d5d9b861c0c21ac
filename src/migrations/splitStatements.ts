import { parseSql } from '../scenario/parseSql.ts';
import { foreignSyntax } from './foreignSyntax.ts';
import type { MigrationFile } from './MigrationHistory.ts';
import { relationsOf } from './relationsOf.ts';
import { shapeOf } from './shapeOf.ts';
import { standsAlone, transactionOf } from './transactionOf.ts';

/**
 * Splits a migration's text by PostgreSQL's own parser. What it cannot read is the file's `error`, and nothing is
 * thrown. `partitioned`: what `partitionedRelations` found in the history.
 */
export async function splitStatements(
  text: string,
  path: string,
  partitioned: ReadonlySet<string> = new Set(),
): Promise<MigrationFile> {
  const parsed = await parseSql(text);
  const error = (await foreignSyntax(text, parsed, path)) ?? parsed.fault;
  if (error) {
    const { message, line } = error;
    const hint = 'hint' in error ? error.hint : null;
    return {
      path,
      text,
      statements: [],
      transaction: 'own',
      error: { message, line, hint },
    };
  }
  const statements = parsed.statements.map((statement, i) => ({
    index: i + 1,
    sql: statement.sql,
    line: statement.line,
    kind: statement.kind,
    shape: shapeOf(statement),
    standalone: standsAlone(statement, partitioned),
    query: i + 1,
    relations: relationsOf(statement.node),
  }));
  const transaction = transactionOf(parsed.statements, partitioned);
  return { path, text, statements, transaction, error: null };
}
