import type { ObservedStatement } from './ObservedStatement.ts';

/** What a statement of a tool's is: of a migration, a note in the tool's table, its other business, or transaction control. */
export type StatementClass = 'work' | 'history' | 'own' | 'control';

/** The tool's tables, by bare name. */
export interface ToolTables {
  history: ReadonlySet<string>;
  /** Those, and what else the tool keeps for itself. */
  all: ReadonlySet<string>;
}

const writes = /^(?:Insert|Update|Delete|Merge|Truncate|Copy)Stmt$/;
/** Sessions' settings, and statements about no relation's rows. */
const ofSession =
  /^(?:VariableSet|VariableShow|Discard|Prepare|Execute|Deallocate|Listen|Unlisten|Notify|Load|CheckPoint|Explain)Stmt$/;
/** Calls by which tools find their way and keep others out. */
const ownCalls =
  /\b(?:pg_(?:try_)?advisory_\w*lock\w*|version|current_(?:schema|schemas|database|setting|user)|set_config|pg_backend_pid|pg_is_in_recovery|to_regclass|pg_get_\w+|txid_current|hashtext)\s*\(/i;
const plainSelect = /^select\s+(?:\d+|'[^']*'|current_\w+|session_user)(?:\s+as\s+\S+)?\s*$/i;

export function classify(
  { kind, sql, relations, error }: ObservedStatement,
  tables: ToolTables,
): StatementClass {
  if (kind === 'TransactionStmt') return 'control';
  const named = relations.map(bareName);
  if (writes.test(kind) && named.some((name) => tables.history.has(name))) return 'history';
  if (named.length > 0) {
    const catalogs = relations.every(
      (name) => /^"?(?:pg_catalog|information_schema)"?\./.test(name) || /^"?pg_/.test(name),
    );
    return catalogs || named.every((name) => tables.all.has(name)) ? 'own' : 'work';
  }
  if (ofSession.test(kind)) return 'own';
  if (kind === 'CreateSchemaStmt' && /\b(?:drizzle|graphile_migrate|atlas_schema_revisions)\b/i.test(sql))
    return 'own';
  if (kind === 'SelectStmt' && !error && (ownCalls.test(sql) || plainSelect.test(sql))) return 'own';
  return 'work';
}

/** The last part of a name, without its quotes. */
export function bareName(name: string): string {
  const last = /(?:^|\.)("(?:[^"]|"")+"|[^".]+)$/.exec(name)?.[1] ?? name;
  return last.startsWith('"') ? last.slice(1, -1).replaceAll('""', '"') : last;
}
