import type { LockMode } from './LockMode.ts';

import type { ProgressPhase } from './ProgressPhase.ts';

import type { RelationFacts } from './RelationFacts.ts';
import type { StatementShape } from './StatementShape.ts';

export interface MigrationEvidence {
  id: string;
  /** Relative to the working directory. */
  file: string;
  status: 'applied' | 'failed' | 'skipped';
  transaction: 'own' | 'shared' | 'none' | 'implicit';
  /** BEGIN or the first statement sent; null where skipped. */
  startedMs: number | null;
  /** The last answer received. */
  finishedMs: number | null;
  /** What existed before this very migration, where it differs from the evidence's `relations`. */
  relations?: RelationChanges;
  /** Every transaction's end, in order; locks go with it. */
  ends: TransactionEnd[];
  /** Attempts that ended at a lock_timeout and were made again, in order; missing where there was none. */
  retried?: RetriedAttempt[];
  /** It ran in a transaction with others, and this one's failure rolled it back: it is skipped. */
  rolledBackBy?: string;
  /** Process id of the migrating backend. */
  backend: number | null;
  walBytes: number | null;
  /** `server`: others' writes meanwhile are part of it; only from 18 on does a backend count its own. */
  walFrom?: 'backend' | 'server';
  statements: StatementEvidence[];
  /** Of the tables that it touched, materialized views among them; missing where nobody looked. */
  sizes?: TableSizes[];
  /** Indexes that were not invalid before the migration; missing where nobody looked. */
  invalidIndexes?: InvalidIndex[];
  /** Whether a rollback was written. */
  hasRollback: boolean;
  rollback: RollbackEvidence | null;
}

/** What was sent of a migration and rolled back, to be sent again. */
export interface RetriedAttempt {
  statements: StatementEvidence[];
  ends: TransactionEnd[];
  /** How long was waited before the next attempt. */
  pauseMs: number;
}

export interface TableSizes {
  oid: number;
  /** Schema-qualified, quoted as PostgreSQL prints it: before the migration, or after it for a new one. */
  name: string;
  /** Null where it did not exist. */
  before: TableBytes | null;
  after: TableBytes | null;
}

export interface TableBytes {
  table: number;
  indexes: number;
  /** With its own index. */
  toast: number;
}

export interface RelationChanges {
  /** New ones, and those with another name or table; sizes of new ones are not read. */
  changed: RelationFacts[];
  /** OIDs. */
  gone: number[];
}

export interface InvalidIndex {
  /** Schema-qualified, quoted as PostgreSQL prints it. */
  name: string;
  table: string;
  /** Of a partitioned table: valid once each partition's is attached. */
  partitioned: boolean;
}

export interface TransactionEnd {
  /** The last statement of the transaction, from 1; it may be COMMIT itself. */
  statement: number;
  kind: 'commit' | 'rollback';
  /** The transaction went on in the migrations behind this one, and ended there. */
  shared?: true;
  sentMs: number;
  acknowledgedMs: number;
}

export interface RollbackEvidence {
  file: string;
  status: 'applied' | 'failed';
  durationMs: number;
  error: (StatementError & { statement: number; line: number }) | null;
  /** Whether the schema afterwards equals the one before the migration; null where it failed. */
  schemaRestored: boolean | null;
  /** Lines that a comparison of both schemas shows, `-` for missing, `+` for left behind; at most 40. */
  difference: string[];
}

export interface StatementEvidence {
  index: number;
  sql: string;
  line: number;
  kind: string;
  /** Null or missing where only its text tells what it asks for. */
  shape?: StatementShape | null;
  sentMs: number;
  acknowledgedMs: number;
  /** lock_timeout in force when it was sent, 0 for none; null or missing where that is not known. */
  lockTimeoutMs?: number | null;
  /** What the server said meanwhile, with client_min_messages = debug1. */
  notices: Notice[];
  /** Locks of the backend right after the statement, exact; null outside a transaction or after an error. */
  locksAfter: { oid: number; mode: LockMode }[] | null;
  /** Within a transaction, and its locks are known only together with those of the statements up to the next look. */
  unlooked?: true;
  /** Of a tool that is not ours: whether `locksAfter` is from its own backend, exact, or put together from samples and its text. */
  locksFrom?: 'eventTrigger' | 'samples';
  /**
   * Outside a transaction: the strongest lock on each relation that a statement of this kind takes, as PostgreSQL's
   * source has it, whether or not anybody saw it; missing where that is not known.
   */
  knownLocks?: { oid: number; mode: LockMode }[];
  /** The tables that bore the names in the notices right after the statement; missing where none was named. */
  tablesNamed?: { name: string; oid: number }[];
  /** The foreign keys of that name that the notices say were validated, with both tables' OIDs; those of partitions too. */
  foreignKeys?: { name: string; table: number; references: number }[];
  /** Relations that it wrote anew or copied, as their files tell: the server says nothing of some. */
  newFiles: string[];
  /** Earlier attempts at it, which ended at a lock_timeout; missing where there was none. */
  attempts?: AttemptEvidence[];
  /** Relations whose file is a new, empty one: TRUNCATE. */
  emptied?: string[];
  /** What the backend itself read from the first row to the last, by OID; missing where nobody counted. */
  seqScans?: { oid: number; rows: number }[];
  /** The write-ahead log's growth meanwhile, which others' writes are part of. */
  walBytes?: number;
  /** Files that sorts and hashes spilled to; missing where the server does not tell. */
  tempFiles?: number;
  tempBytes?: number;
  /** Of statements that ran for some tenths of a second. */
  progress?: ProgressPhase[];
  error: StatementError | null;
}

export interface AttemptEvidence {
  sentMs: number;
  acknowledgedMs: number;
  error: StatementError;
  /** How long was waited before the next. */
  pauseMs: number;
}

export interface Notice {
  severity: string;
  message: string;
  /** When it came: the server sends it as it begins what it speaks of. */
  atMs?: number;
}

export interface StatementError {
  /** SQLSTATE. */
  code: string;
  message: string;
  detail: string | null;
  hint: string | null;
}

/** One lock of a migrating backend, from the look before its first sighting to the look after its last. */
export interface LockSighting {
  oid: number;
  mode: LockMode;
  granted: boolean;
  backend: number;
  /** The last look that did not show it began here; null where the first look showed it. */
  absentMs: number | null;
  /** The first look that showed it began and ended here: the lock was held at some moment in between. */
  firstLookMs: number;
  firstSeenMs: number;
  /** The last look that showed it began and ended here. */
  lastSeenMs: number;
  lastLookMs: number;
  /** The first look that no longer showed it ended here; null where the sampler stopped. */
  goneMs: number | null;
}
