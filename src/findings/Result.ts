/** The contract: everything shown is a rendering of it. Described by reports/result.schema.json. */

import type {
  Capture,
  Hold,
  MigrationFacts,
  QueryFacts,
  RollbackFacts,
  Stall,
  StatementFacts,
  TrafficFacts,
} from '../analysis/Facts.ts';
import type { ErrorFacts, HostFacts, ServerFacts } from '../evidence/Evidence.ts';
import type { RunnerFacts, Subject } from '../evidence/ScenarioFacts.ts';
import type { Finding } from './Finding.ts';

export const resultVersion = 1;

export type Verdict = 'pass' | 'fail' | 'inconclusive';

export interface Result {
  schemaVersion: typeof resultVersion;
  tool: { name: 'pgrehearse'; version: string };
  project: string;
  commit: string | null;
  startedAt: string;
  finishedAt: string;
  verdict: Verdict;
  /** Of the first scenario that had one; null where none did. */
  server: ServerFacts | null;
  scenarios: ScenarioResult[];
}

export interface ScenarioResult {
  name: string;
  description: string;
  tags: string[];
  /** The scenario's file, relative to the working directory. */
  file: string | null;
  baselineFile: string;
  scale: number;
  seed: number;
  host: HostFacts;
  server: ServerFacts | null;
  startedAt: string;
  finishedAt: string;
  verdict: Verdict;
  error: ErrorFacts | null;
  notObserved: string[];
  /** As which tool's the migrations were run; missing where none could be read. */
  runner?: RunnerFacts;
  /** What was said about baselines and selections without being a finding. */
  notes: string[];
  pending: string[];
  dataset: {
    key: string;
    cached: boolean;
    loadMs: number;
    tables: { name: string; rows: number; bytes: number }[];
  } | null;
  migrations: MigrationFacts[];
  queries: QueryFacts[];
  /** Where the migrations' waits are from: the server's own log, exact, or looks at pg_locks; null where nobody looked. */
  waitsFrom: 'log' | 'samples' | null;
  /** Declared traffic and canaries; missing in older results. */
  traffic?: TrafficFacts[];
  /** Fixed work on the server before the migrations; durations are compared as multiples of it. */
  calibrationMs: number;
  findings: Finding[];
  acceptances: { rule: string; subject: Subject; reason: string; matched: boolean }[];
}

export type {
  Capture,
  Hold,
  MigrationFacts as MigrationResult,
  QueryFacts as QueryResult,
  RollbackFacts as RollbackResult,
  Stall,
  StatementFacts as StatementResult,
  TrafficFacts as TrafficResult,
};
