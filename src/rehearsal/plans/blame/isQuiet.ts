import type { Statement } from '../../../migrations/MigrationHistory.ts';
import type { SchemaState } from './SchemaState.ts';
import { touchedBy } from './touchedBy.ts';

/** They set what ends with the session, or what nobody plans by. */
const quietKinds = new Set([
  'CommentStmt',
  'ExplainStmt',
  'LockStmt',
  'NotifyStmt',
  'VariableSetStmt',
  'VariableShowStmt',
]);
const rowKinds = new Set(['CopyStmt', 'DeleteStmt', 'InsertStmt', 'MergeStmt', 'UpdateStmt']);

/** What no plan depends on, and rows of tables that no query reads: there are migrations with thousands of them. */
export function isQuiet(statement: Statement, state: SchemaState): boolean {
  if (quietKinds.has(statement.kind)) return true;
  if (!rowKinds.has(statement.kind) || statement.relations.some((name) => /^pg_/.test(name))) return false;
  return touchedBy(statement, state, []).length === 0;
}
