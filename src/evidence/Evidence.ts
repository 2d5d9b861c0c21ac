/**
 * THE SEAM. Everything that a rehearsal of one scenario saw, serialisable; judging and rendering need nothing
 * else. Times are milliseconds on one clock, counted from the start of the repeat, with fractions.
 */
import type { ExplainPlan } from './ExplainPlan.ts';
import type { LockMode } from './LockMode.ts';
import type { RuleId } from './ruleIds.ts';

export const evidenceVersion = 1;

export interface Evidence {
  schemaVersion: typeof evidenceVersion;
  tool: { name: 'pgrehearse'; version: string };
  /** The working directory's name, and its git commit where there is one. */
  project: string;
  commit: string | null;
  /** ISO timestamps. */
  startedAt: string;
  finishedAt: string;
  scenario: ScenarioFacts;
  host: HostFacts;
  server: ServerFacts | null;
  dataset: DatasetFacts | null;
  /** Relations that existed before the pending migrations. */
  relations: RelationFacts[];
  /** Ids of the pending migrations, in order. */
  pending: string[];
  /** Where the selection of pending migrations came to nothing: 'nothing pending since v1.42.0'. */
  nothingPending: string | null;
  repeats: RepeatEvidence[];
  /** Key queries and parameter sets, captured in the first repeat. */
  queries: QueryEvidence[];
  /** What was left out and why, a sentence each; makes the verdict inconclusive. */
  notObserved: string[];
  /** Why the rehearsal ended early; what was seen until then stands. */
  error: ErrorFacts | null;
}

export interface ScenarioFacts {
  name: string;
  description: string;
  tags: string[];
  /** Relative to the working directory; null for a zero-configuration run. */
  file: string | null;
  /** Relative to the working directory: where the scenario's baseline is kept. */
  baselineFile: string;
  scale: number;
  seed: number;
  repeats: number;
  budgets: BudgetFacts;
  accept: AcceptanceFacts[];
  thresholds: Record<ThresholdName, number>;
  production: ProductionFacts | null;
}

/** What was known of production when the run began. All but `rows` is missing where only rows were given. */
export interface ProductionFacts {
  rows: Record<string, number>;
  /** Relative to the working directory. */
  file?: string;
  /** ISO timestamp. */
  capturedAt?: string;
  server?: {
    version: string;
    major: number;
    encoding: string;
    /** In a scenario's words: `de_DE.UTF-8`, `icu:de`. */
    locale: string;
    timezone: string;
    /** Those that a rehearsal takes over; all others are PostgreSQL's defaults. */
    settings: Record<string, string>;
    extensions: string[];
  };
  /** Tables and materialized views, partitions and what migration tools keep apart. */
  relations?: string[];
  /** Migrations that it has applied and the directory lacks, as their tool calls them. */
  missingMigrations?: string[];
  /** Migrations that failed there and were not repaired. */
  failedMigrations?: string[];
}

export type ThresholdName =
  | 'buffersRatio'
  | 'buffersPages'
  | 'latencyRatio'
  | 'latencyDifference'
  | 'notableHold'
  | 'notableStall'
  | 'durationRatio'
  | 'durationDifference'
  | 'walRatio';

export interface BudgetFacts {
  durationMs: number | null;
  walBytes: number | null;
  rollbackMs: number | null;
  worst: WorstCaseFacts;
  relations: Record<string, WorstCaseFacts>;
}
export interface WorstCaseFacts {
  holdMs: Partial<Record<LockMode, number>>;
  stallMs: number | null;
}

export interface AcceptanceFacts {
  rule: RuleId;
  subject: Subject;
  upTo: number | null;
  reason: string;
  by: string | null;
  until: string | null;
}

/** What a finding is about; missing fields do not apply. */
export interface Subject {
  migration?: string;
  statement?: number;
  relation?: string;
  mode?: LockMode;
  query?: string;
  parameters?: string;
}

export interface HostFacts {
  platform: string;
  arch: string;
  cpus: number;
  memoryBytes: number;
  /** What durations may be compared within: platform, architecture, cores and the server's source. */
  class: string;
}

export interface ServerFacts {
  version: string;
  major: number;
  source: 'embedded' | 'container' | 'url' | 'binaries';
  settings: Record<string, string>;
  /** Extensions of production that this server does not have. */
  lackingExtensions?: string[];
}

export interface DatasetFacts {
  /** Hash of everything that shapes the rows. */
  key: string;
  cached: boolean;
  loadMs: number;
  tables: { name: string; rows: number; bytes: number }[];
  /** Tables that could not be filled from the catalog alone. */
  unfilled: { table: string; reason: string }[];
}

export interface RelationFacts {
  oid: number;
  /** Schema-qualified, quoted as PostgreSQL prints it. */
  name: string;
  /** pg_class.relkind. */
  kind: 'r' | 'p' | 'i' | 'I' | 'S' | 'v' | 'm' | 'f' | 'c' | 't';
  /** The table of an index or a TOAST table, else null. */
  table: string | null;
  bytes: number;
  /** pg_class.reltuples; -1 where never analyzed. */
  rows: number;
}

export interface ErrorFacts {
  code: string;
  message: string;
  detail: string | null;
  hint: string | null;
}

export interface RepeatEvidence {
  /** From 1. */
  repeat: number;
  /** A fixed piece of work on the server just before, that tells a slow machine from a slow migration. */
  calibrationMs: number;
  migrations: MigrationEvidence[];
  /** Locks of the migrating backends as the sampler saw them, granted or awaited. */
  sightings: LockSighting[];
  traffic: TrafficEvidence[];
  /** When the sampler looked, how often, and the longest gap between two looks. */
  sampler: { fromMs: number; toMs: number; samples: number; longestGapMs: number } | null;
}

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
  /** Every transaction's end, in order; locks go with it. */
  ends: TransactionEnd[];
  /** Process id of the migrating backend. */
  backend: number | null;
  walBytes: number | null;
  statements: StatementEvidence[];
  /** Indexes that were not invalid before the migration; missing where nobody looked. */
  invalidIndexes?: InvalidIndex[];
  /** Whether a rollback was written. */
  hasRollback: boolean;
  rollback: RollbackEvidence | null;
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
  sentMs: number;
  acknowledgedMs: number;
  /** What the server said meanwhile, with client_min_messages = debug1. */
  notices: { severity: string; message: string }[];
  /** Locks of the backend right after the statement, exact; null outside a transaction or after an error. */
  locksAfter: { oid: number; mode: LockMode }[] | null;
  /** The tables that bore the names in the notices right after the statement; missing where none was named. */
  tablesNamed?: { name: string; oid: number }[];
  /** Relations whose file was another after the migration and that only this statement can have rewritten. */
  newFiles: string[];
  error: StatementError | null;
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

export interface TrafficEvidence {
  source: 'traffic' | 'canary';
  /** The key query's name, or the canary's: `read of public.orders`. */
  query: string;
  perSecond: number;
  started: number;
  completed: number;
  /** Latency from the moment a statement was due, in milliseconds, outside any migration. */
  quiet: { median: number; p99: number; max: number; count: number };
  /** The slow statements, worst first, at most 2,000. */
  slow: SlowStatement[];
  /** By SQLSTATE, or `timeout` for those still unfinished at the end. */
  errors: { code: string; message: string; count: number; firstMs: number }[];
}

export interface SlowStatement {
  dueMs: number;
  finishedMs: number;
  /** The relation whose lock it, or what it queued behind, was seen waiting for because of a migration. */
  oid: number | null;
  waitedForMode: LockMode | null;
}

export interface QueryEvidence {
  name: string;
  sql: string;
  /** The parameter set's name. */
  parameters: string;
  before: CaptureEvidence;
  afterDeploy: CaptureEvidence;
  after: CaptureEvidence;
}

/** A key query as the server ran it. */
export interface CaptureEvidence {
  /** EXPLAIN (ANALYZE, BUFFERS), serial, for judging. */
  serial: ExplainPlan | null;
  /** EXPLAIN under production's settings, for shape. */
  shape: ExplainPlan | null;
  /** Latencies of single executions, in milliseconds, warm. */
  latencies: number[];
  error: StatementError | null;
}
