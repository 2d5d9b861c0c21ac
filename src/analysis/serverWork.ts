import type { StatementEvidence } from '../evidence/MigrationEvidence.ts';
import type { Relations } from './Relations.ts';
import { alteredTable, type RelationName } from './relationName.ts';

/** What PostgreSQL says at DEBUG1 (tablecmds.c, index.c) when it rewrites or reads a whole relation. */
const rewriteMessage = /^rewriting table "(.*)"$/s;
const scanMessages = [
  /^verifying table "(.*)"$/s,
  /^building index "(?:.*)" on table "(.*)" (?:serially|with request for \d+ parallel workers?)$/s,
];
const foreignKeyMessage = /^validating foreign key constraint "(.*)"$/s;

export interface ServerWork {
  /** Relations whose rows were written anew. */
  rewrites: string[];
  /** Relations that were read whole, to check a constraint or to build an index. */
  scans: string[];
}

/**
 * Only relations that existed before the migration: nobody waits for a new one. A TOAST table's work is its table's.
 * @param lockedOids what the migration held during the statement, as far as it is known
 */
export function serverWork(
  statement: StatementEvidence,
  lockedOids: readonly number[],
  relations: Relations,
): ServerWork {
  const locks = { oids: lockedOids, complete: statement.locksAfter !== null };
  const rewrites = new Set(statement.newFiles);
  // It empties the table: the indexes that it builds are of no row.
  if (statement.kind === 'TruncateStmt') return { rewrites: [], scans: [] };
  const scans = new Set<string>();
  const add = (set: Set<string>, wanted: RelationName | undefined) => {
    const bearers = wanted?.schema === null ? bearersOf(wanted.name, statement) : undefined;
    const relation = wanted && relations.named(wanted, { ...locks, bearers });
    if (relation && relation.kind !== 't') set.add(relation.name);
  };
  for (const { message } of statement.notices) {
    const rewritten = rewriteMessage.exec(message);
    if (rewritten) add(rewrites, inMessage(rewritten[1]!));
    for (const pattern of scanMessages) {
      const scanned = pattern.exec(message);
      if (scanned) add(scans, inMessage(scanned[1]!));
    }
    // The message does not name the table whose rows are checked: it is the one that the statement alters.
    if (foreignKeyMessage.test(message)) add(scans, alteredTable(statement.sql));
  }
  // A rewrite rebuilds the indexes and checks the constraints of the same rows: one piece of work, not two.
  for (const relation of rewrites) scans.delete(relation);
  return { rewrites: [...rewrites], scans: [...scans] };
}

/** Undefined where nothing was looked up, as in older evidence. */
function bearersOf(name: string, { tablesNamed }: StatementEvidence): number[] | undefined {
  return tablesNamed?.filter((table) => table.name === name).map(({ oid }) => oid);
}

/** Messages give the bare name as it is stored, without escaping it. */
function inMessage(name: string): RelationName {
  return { schema: null, name };
}
