import type { ExplainPlan } from './ExplainPlan.ts';
import type { StatementError } from './MigrationEvidence.ts';

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
