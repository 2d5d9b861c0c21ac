import type { CatalogTable } from '../../../evidence/PlanCatalog.ts';
import type { Statement } from '../../../migrations/MigrationHistory.ts';
import type { SchemaChange } from './SchemaChange.ts';
import type { SchemaState } from './SchemaState.ts';

/** What these run is in no text that we read. */
const hidden = new Set(['DoStmt', 'CallStmt', 'SelectStmt', 'ExecuteStmt']);

/** Tables that a statement names, or whose index it names, or that it is seen to have changed; all where it may be any. */
export function touchedBy(
  { kind, relations }: Pick<Statement, 'kind' | 'relations'>,
  { catalog }: Pick<SchemaState, 'catalog'>,
  changes: readonly SchemaChange[],
): CatalogTable[] {
  const changed = new Set(changes.map(({ table }) => table));
  const written = new Set(relations.map(lastPart));
  const byIndex = new Set(catalog.indexes.filter(({ name }) => written.has(name)).map(({ table }) => table));
  return catalog.tables.filter(
    ({ oid, name }) => hidden.has(kind) || changed.has(oid) || written.has(name) || byIndex.has(oid),
  );
}

/** The bare name within `shop."Orders"`. */
function lastPart(name: string): string {
  const [, quoted, plain] = /(?:"((?:[^"]|"")*)"|([^".]*))$/.exec(name) ?? [];
  return quoted === undefined ? (plain ?? name) : quoted.replaceAll('""', '"');
}
