import { type LockMode, strongEnough } from '../evidence/LockMode.ts';
import type { StatementEvidence } from '../evidence/MigrationEvidence.ts';
import { readServerMessage, type ServerMessage } from '../evidence/serverMessages.ts';
import type { Relations } from './Relations.ts';
import { alteredTable, type RelationName } from './relationName.ts';

export interface ServerWork {
  /** Relations whose rows were written anew, or whose files were copied. */
  rewrites: string[];
  /** Relations that were read whole, to check a constraint or to build an index. */
  scans: string[];
  /** Indexes built, of relations that existed; not those that a rewrite builds anew. */
  indexBuilds: IndexBuild[];
  /** Foreign keys whose rows were looked up, by joining both tables. */
  foreignKeys: { constraint: string; table: string; references: string }[];
  /** Scans that what is known already made unnecessary. */
  proven: { relation: string; what: string }[];
}

interface IndexBuild {
  /** Its name alone, as the server gives it. */
  index: string;
  table: string;
  /** Parallel workers asked for; 0 where it was built serially. */
  workers: number;
}

/** What the backend held on relations, as far as it is known. */
export interface Held {
  /** OIDs that the statement took or held. */
  during: readonly number[];
  /** At the end of the statement before it in its transaction. */
  before: StatementEvidence['locksAfter'];
}

/** Only relations that existed before the migration: nobody waits for a new one. A TOAST table's work is its table's. */
export function serverWork(statement: StatementEvidence, held: Held, relations: Relations): ServerWork {
  const rewrites = new Set(statement.newFiles);
  const scans = new Set<string>();
  const indexBuilds: IndexBuild[] = [];
  const proven: ServerWork['proven'] = [];
  const messages = statement.notices.flatMap(({ message }) => readServerMessage(message) ?? []);
  const emptied = new Set(statement.emptied);
  const locks = { oids: held.during, complete: statement.locksAfter !== null };
  const named = (wanted: RelationName | undefined): string | undefined => {
    const bearers = wanted?.schema === null ? bearersOf(wanted.name, statement) : undefined;
    const relation = wanted && relations.named(wanted, { ...locks, bearers });
    return relation && relation.kind !== 't' ? relation.name : undefined;
  };
  const foreignKeys = keysOf(statement, relations);
  for (const message of messages) {
    const table = 'table' in message ? named({ schema: null, name: message.table }) : undefined;
    if (message.kind === 'foreignKey' && !statement.foreignKeys)
      addTo(scans, named(alteredTable(statement.sql)));
    if (table === undefined) continue;
    if (message.kind === 'rewrite') rewrites.add(table);
    if (message.kind === 'verify' || message.kind === 'index') scans.add(table);
    if (message.kind === 'index') indexBuilds.push({ index: message.index, table, workers: message.workers });
    if (message.kind === 'proven') proven.push({ relation: table, what: provenWords(message) });
  }
  for (const { table } of foreignKeys) scans.add(table);
  for (const relation of readSilently(statement, held, relations)) scans.add(relation);
  // A rewrite rebuilds the indexes and checks the constraints of the same rows: one piece of work, not two.
  // TRUNCATE empties a table: the indexes that it builds are of no row.
  const done = (relation: string) => rewrites.has(relation) || emptied.has(relation);
  const empties = statement.kind === 'TruncateStmt';
  return {
    rewrites: empties ? [] : [...rewrites],
    scans: empties ? [] : [...scans].filter((relation) => !done(relation)),
    indexBuilds: empties ? [] : indexBuilds.filter(({ table }) => !done(table)),
    foreignKeys,
    proven,
  };
}

/** Undefined where nothing was looked up, as in older evidence. */
function bearersOf(name: string, { tablesNamed }: StatementEvidence): number[] | undefined {
  return tablesNamed?.filter((table) => table.name === name).map(({ oid }) => oid);
}

function addTo(set: Set<string>, name: string | undefined): void {
  if (name !== undefined) set.add(name);
}

/** Of constraints of one name those whose table the statement has locked. */
function keysOf(
  { foreignKeys = [], locksAfter }: StatementEvidence,
  relations: Relations,
): ServerWork['foreignKeys'] {
  return foreignKeys.flatMap(({ name, table, references }) => {
    const [from, to] = [relations.byOid(table), relations.byOid(references)];
    const locked = locksAfter === null || locksAfter.some(({ oid }) => oid === table);
    return from && locked ? [{ constraint: name, table: from.name, references: to?.name ?? '' }] : [];
  });
}

const queryModes: readonly LockMode[] = ['AccessShareLock', 'RowShareLock', 'RowExclusiveLock'];

/**
 * What was read whole without a word: the tables with a column of a domain that gets a constraint (typecmds.c,
 * under SHARE), the default partition when another is created (partbounds.c, under ACCESS EXCLUSIVE), a materialized
 * view that is refreshed CONCURRENTLY (matview.c, under EXCLUSIVE). In a function's body a query may have read it; that takes
 * a weaker lock of its own, and is no such work.
 */
function readSilently(
  { kind, seqScans = [], locksAfter }: StatementEvidence,
  held: Held,
  relations: Relations,
): string[] {
  return seqScans.flatMap(({ oid, rows }) => {
    const relation = relations.byOid(oid);
    if (!relation || rows === 0 || !locksAfter) return [];
    if (kind === 'AlterDomainStmt' || kind === 'CreateStmt') return [relation.name];
    const modes = modesOn(oid, locksAfter);
    if (kind === 'RefreshMatViewStmt') return modes.includes('ExclusiveLock') ? [relation.name] : [];
    const had = new Set(modesOn(oid, held.before ?? []));
    const taken = modes.filter((mode) => !had.has(mode));
    const blocks = taken.some((mode) => strongEnough(mode, 'ShareLock'));
    return blocks && !taken.some((mode) => queryModes.includes(mode)) ? [relation.name] : [];
  });
}

function modesOn(oid: number, locks: readonly { oid: number; mode: LockMode }[]): LockMode[] {
  return locks.filter((lock) => lock.oid === oid).map(({ mode }) => mode);
}

function provenWords(message: Extract<ServerMessage, { kind: 'proven' }>): string {
  if (message.what === 'not null') return `no NULL in ${message.column}`;
  return message.what === 'partition constraint'
    ? 'its rows fit the partition'
    : 'no row belongs in the new partition';
}
