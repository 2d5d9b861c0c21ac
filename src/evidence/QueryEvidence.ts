import type { ExplainPlan } from './ExplainPlan.ts';
import type { StatementError } from './MigrationEvidence.ts';

export interface QueryEvidence {
  name: string;
  sql: string;
  /** The parameter set's name. */
  parameters: string;
  /** Where it stands, relative to the working directory; missing where that is the scenario's file. */
  file?: string;
  /** That it ran as; missing for the run's own. */
  role?: string;
  /** Of its session, beyond the server's. */
  settings?: Record<string, string>;
  /** As pg_stat_statements counted it on production. */
  workload?: { calls: number; meanMs: number | null };
  /** That its author says its result must not change. */
  declaredResult?: 'stable';
  before: CaptureEvidence;
  afterDeploy: CaptureEvidence;
  after: CaptureEvidence;
  /** Missing where it was not compared. */
  result?: ResultComparison;
  /** Of a plan that changed; missing where nobody looked. */
  blame?: BlameEvidence;
  /** Plans afterwards with a choice taken from the planner; missing where none was tried. */
  forced?: ForcedPlan[];
  /** Missing where it was not tried. */
  fragility?: FragilityEvidence[];
}

/** A key query as the server ran it. */
export interface CaptureEvidence {
  /** EXPLAIN (ANALYZE, BUFFERS), serial, for judging. */
  serial: ExplainPlan | null;
  /** EXPLAIN under production's settings, for shape. */
  shape: ExplainPlan | null;
  /** As shape, for parameters that are not known, as prepared statements end up with; missing where there are none. */
  generic?: ExplainPlan | null;
  /** Latencies of single executions, in milliseconds, warm. */
  latencies: number[];
  /** The limit that its execution went over, in milliseconds; then there is no serial plan. */
  overLimitMs?: number;
  error: StatementError | null;
}

/** Results before and after, compared where both exist; values never leave the server. */
export interface ResultComparison {
  /** What was compared: rows of all columns that both have, or only the keys that they are ordered by. */
  compared: 'columns' | 'ordering keys' | 'nothing';
  /** Why not more of it, a sentence; null where all was. */
  because: string | null;
  columns: string[];
  onlyBefore: string[];
  onlyAfter: string[];
  rows: { before: number; after: number };
  /** In any order; null where nothing was compared. */
  equal: boolean | null;
}

/** Since when the plan is another. */
export interface BlameEvidence {
  /** Null where no statement alone made it so; `did` is empty then. */
  migration: string | null;
  /** From 1; null where the migration could only be tried whole. */
  statement: number | null;
  /** In the plan right after deploy already, or only with new statistics. */
  capture: 'afterDeploy' | 'after';
  /** What it did to the relations of the query, as the catalog shows: `dropped orders_customer_id_idx`. */
  did: string[];
  /** Why nobody is named, a sentence. */
  because?: string;
}

export interface ForcedPlan {
  /** The settings under which it was planned: `{ enable_seqscan: 'off' }`. */
  settings: Record<string, string>;
  /** EXPLAIN, not executed. */
  plan: ExplainPlan;
}

/** The plans among ordinary re-ANALYZEs, each with its own sample. */
export interface FragilityEvidence {
  when: 'before' | 'after';
  analyzes: number;
  plans: { plan: ExplainPlan; count: number }[];
}
