/** What the evidence means, before anything is held against it. */

import type { CommandEvidence } from '../evidence/CommandEvidence.ts';
import type { ExplainPlan } from '../evidence/ExplainPlan.ts';
import type { Blocked, LockMode } from '../evidence/LockMode.ts';
import type { InvalidIndex, StatementError, TableSizes } from '../evidence/MigrationEvidence.ts';
import type {
  BlameEvidence,
  ForcedPlan,
  FragilityEvidence,
  ResultComparison,
} from '../evidence/QueryEvidence.ts';
import type { Stat } from '../evidence/Stat.ts';
import type { StatementShape } from '../evidence/StatementShape.ts';
import type { Phase } from './phases.ts';

import type { Queue } from './queues.ts';
import type { ServerWork } from './serverWork.ts';
import type { DeadlockFacts, WaitFacts } from './WaitFacts.ts';

export interface Facts {
  migrations: MigrationFacts[];
  queries: QueryFacts[];
  /** Declared traffic and canaries, over all repeats. */
  traffic: TrafficFacts[];
  /** Where the waits are from: the server's own log, or looks at pg_locks; null where nobody looked. */
  waitsFrom: 'log' | 'samples' | null;
  /** Of the repeats; durations are compared as multiples of it. */
  calibrationMs: number;
  /** Where a tool of the author's applied the migrations: its run that went worst. */
  command: CommandEvidence | null;
}

export interface TrafficFacts {
  source: 'traffic' | 'canary';
  query: string;
  /** Whether it is a transaction of several statements. */
  transaction: boolean;
  perSecond: number;
  started: number;
  /** In the order of time; empty for evidence that has none. */
  latencies: LatencyFacts[];
  /** By SQLSTATE; `connection` for lost ones, `timeout` for those that never ended. */
  errors: TrafficErrorFacts[];
}

/** Time from the moment a statement was due to its answer, within 5 %; the maximum is exact. */
export interface LatencyFacts {
  phase: 'before' | 'during' | 'between' | 'after';
  /** The one that ran `during` the phase, else null. */
  migration: string | null;
  count: number;
  failed: number;
  p50Ms: number;
  p90Ms: number;
  p99Ms: number;
  maxMs: number;
}

export interface TrafficErrorFacts {
  code: string;
  /** The first one's. */
  message: string;
  count: number;
  before: number;
  during: { migration: string; count: number }[];
  /** Between migrations, too. */
  after: number;
}

export interface MigrationFacts {
  id: string;
  file: string;
  status: 'applied' | 'failed' | 'skipped';
  /** The migration whose failure rolled it back, as they shared a transaction: it is skipped. */
  rolledBackBy?: string;
  /** Without samples where the migration was skipped. */
  durationMs: Stat;
  walBytes: number;
  /** `server`: what others wrote meanwhile is part of it. Missing in results of older versions. */
  walFrom?: 'backend' | 'server';
  transaction: 'own' | 'shared' | 'none' | 'implicit';
  statements: StatementFacts[];
  /** The repeat that took longest. */
  worstRepeat: number;
  /** Of each relation and mode the longest of all repeats; strongest mode first. */
  holds: Hold[];
  stalls: Stall[];
  /** What it waited for and who waited because of it, in the order in which they began, of all repeats. */
  waits: WaitFacts[];
  deadlocks: DeadlockFacts[];
  /** Locks behind which others queue, with what bounds that. */
  queues: Queue[];
  projection: { rows: number; lowMs: number; highMs: number; multiplier: number } | null;
  /** Tables that it touched, in the worst repeat; missing where nobody looked, and in results of older versions. */
  sizes?: TableSize[];
  /** Indexes that were left invalid in any repeat. */
  invalidIndexes: InvalidIndex[];
  /** Whether a rollback was written. */
  hasRollback: boolean;
  rollback: RollbackFacts | null;
}

export interface StatementFacts {
  index: number;
  sql: string;
  line: number;
  durationMs: Stat;
  /** When it ran in the worst repeat, from the migration's start, for the timeline. */
  window: { startMs: number; endMs: number };
  rewrites: string[];
  scans: string[];
  /** What else the server did; missing in results of older versions. */
  work?: StatementWork;
  /** For relations that were rewritten or read whole: the strongest lock held meanwhile that blocks reads or writes. */
  under: { relation: string; mode: LockMode }[];
  /** Locks that this statement took and none before it had. */
  locks: { relation: string; mode: LockMode }[];
  /** Of a tool of the author's: `eventTrigger` tells them exactly, `samples` may lack short ones; missing for ours, which are exact. */
  locksFrom?: 'eventTrigger' | 'samples';
  /** In force when it was sent, 0 for none; null where that is not known. */
  lockTimeoutMs: number | null;
  /** Earlier attempts that ended at a lock_timeout, of the repeat with most of them; missing where there was none. */
  attempts?: { durationMs: number; pauseMs: number }[];
  /** What it asks for; null where only its text tells. */
  shape: StatementShape | null;
  error: StatementError | null;
}

export interface TableSize extends Omit<TableSizes, 'oid' | 'name'> {
  relation: string;
}

export interface StatementWork extends Pick<ServerWork, 'indexBuilds' | 'foreignKeys' | 'proven'> {
  /** The write-ahead log's growth meanwhile, others' writes included; null where nobody looked. */
  walBytes: number | null;
  /** Files that sorts and hashes spilled to; null where the server does not tell. */
  temporary: { files: number; bytes: number } | null;
  /** In the worst repeat, of statements that took at least a tenth of a second. */
  phases: Phase[];
}

export interface Hold {
  relation: string;
  mode: LockMode;
  /** The statement that took it, from 1. */
  statement: number;
  /** The last statement that it was held across; missing in results of earlier versions. */
  until?: number;
  /** False where nobody saw it, and it is known from the kind of its statement only. */
  seen?: boolean;
  lowMs: number;
  highMs: number;
  /** From the migration's start, for the timeline: the earliest it was held and the latest. */
  window: { startMs: number; endMs: number };
  /** When it was held for certain; empty where lowMs is 0. */
  certain: { startMs: number; endMs: number };
  repeat: number;
  blocks: Blocked[];
}

export interface Stall {
  source: 'traffic' | 'canary';
  query: string;
  relation: string;
  waitedForMode: LockMode;
  blockedBy: { migration: string; statement: number };
  maxMs: number;
  count: number;
  /** Whether the server itself measured the wait. */
  exact: boolean;
}

export interface RollbackFacts {
  file: string;
  status: 'applied' | 'failed';
  durationMs: Stat;
  schemaRestored: boolean | null;
  difference: string[];
  error: StatementError | null;
}

export interface QueryFacts {
  name: string;
  sql: string;
  /** The parameter set's name. */
  parameters: string;
  before: Capture;
  afterDeploy: Capture;
  after: Capture;
  change: 'none' | 'shape' | 'cost' | 'work' | 'fails';
  /** Relative to the working directory; missing where it stands in the scenario's file. */
  file?: string;
  role?: string;
  settings?: Record<string, string>;
  workload?: { calls: number; meanMs: number | null };
  declaredResult?: 'stable';
  result?: ResultComparison;
  blame?: BlameEvidence;
  forced?: ForcedPlan[];
  fragility?: FragilityEvidence[];
  /** What made the plan another, the strongest first; missing in results of older versions. */
  reasons?: PlanReason[];
}

/** Why the planner gave up what it did before. */
export interface PlanReason {
  kind: PlanReasonKind;
  /** A sentence. */
  text: string;
  /** As relations are named in results. */
  relation: string | null;
  index: string | null;
  /** Columns or expressions that it is about; missing where it is about none. */
  columns?: string[];
  /** A definition, a type, a collation, a setting before and afterwards, as PostgreSQL writes it. */
  was?: string;
  is?: string;
  /** Of a column, in the condition. */
  cast?: { column: string; type: string };
  /** What went to temporary files, in bytes. */
  bytes?: number;
  /** Holds only until the next VACUUM and ANALYZE. */
  until?: 'analyze';
}

export type PlanReasonKind =
  | 'index-dropped'
  | 'index-invalid'
  | 'index-changed'
  | 'index-added'
  | 'predicate'
  | 'cast'
  | 'expression'
  | 'collation'
  | 'statistics-missing'
  | 'statistics-stale'
  | 'statistics-lost'
  | 'statistics-changed'
  | 'estimate'
  | 'pruning-lost'
  | 'visibility'
  | 'work-mem'
  | 'column-type'
  | 'order-lost'
  | 'table-grew'
  | 'cost'
  | 'cost-tie'
  | 'parallel'
  | 'jit'
  | 'settings';

export interface Capture {
  /** Shared pages read or hit by the serial plan, and by its triggers. */
  buffers: number | null;
  cost: number | null;
  rows: number | null;
  /** Of the serial plan; missing where it was not executed, and in results of older versions. */
  work?: CaptureWork;
  latencyMs: Stat | null;
  fingerprint: { exact: string; semantic: string; access: string } | null;
  /** Serial, as it was executed; not executed where it failed or was over its limit. */
  plan: ExplainPlan | null;
  /** As production plans it, not executed, where that is another than the serial one: parallel, or compiled. */
  shape?: ExplainPlan;
  /** For parameters that are not known; missing where the query has none. */
  generic?: { cost: number | null; fingerprint: Capture['fingerprint']; plan: ExplainPlan };
  /** The limit that its execution went over, in milliseconds. */
  overLimitMs?: number;
  error: StatementError | null;
}

/** What a serial execution did beside reading pages. */
export interface CaptureWork {
  /** Read from temporary files and written to them. */
  tempPages: number;
  /** Null before 13, which does not count them. */
  walRecords: number | null;
  walBytes: number | null;
  /** Of the node that ran most often. */
  loops: number;
  /** Rows that an index-only scan had to look up in the table after all; null where there is no such scan. */
  heapFetches: number | null;
  /** Of all sorts, hashes and stores together, each at its peak. */
  memoryBytes: number;
}
