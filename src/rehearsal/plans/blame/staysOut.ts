import type { Statement } from '../../../migrations/MigrationHistory.ts';
import type { SchemaChange } from './SchemaChange.ts';
import type { SchemaState } from './SchemaState.ts';
import { touchedBy } from './touchedBy.ts';

/** Those that work on the relations that they name; of others anything may be expected. */
const plain = new Set([
  'AlterTableStmt',
  'CopyStmt',
  'CreateStmt',
  'DeleteStmt',
  'DropStmt',
  'IndexStmt',
  'InsertStmt',
  'TruncateStmt',
  'UpdateStmt',
]);

/** Whether statements can have done nothing to a query with these tables: neither their text nor the catalog speaks of one. */
export function staysOut(
  family: ReadonlySet<number>,
  statements: readonly Statement[],
  state: SchemaState,
  changes: readonly SchemaChange[],
): boolean {
  if (changes.some(({ table }) => table === null || family.has(table))) return false;
  return statements.every(
    (statement) =>
      plain.has(statement.kind) &&
      statement.relations.length > 0 &&
      !statement.relations.some((name) => /^pg_/.test(name)) &&
      !touchedBy(statement, state, []).some(({ oid }) => family.has(oid)),
  );
}
