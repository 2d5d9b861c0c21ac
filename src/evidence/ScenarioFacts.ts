import type { LockMode } from './LockMode.ts';
import type { RuleId } from './ruleIds.ts';

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
  /** Evidence of earlier versions lacks some. */
  thresholds: Partial<Record<ThresholdName, number>>;
  production: ProductionFacts | null;
  /** How the migrations are run; missing where nothing could be read. */
  runner?: RunnerFacts;
}

/** As which tool's the migrations were run. */
export interface RunnerFacts {
  name: string;
  how: 'chosen' | 'detected';
  /** The end of a sentence with because: `its files have '-- migrate:up'`. */
  why: string;
  /** What is put around a file of which nothing says otherwise. */
  transaction: 'own' | 'shared' | 'none' | 'implicit';
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
  | 'walRatio'
  | 'estimateError'
  | 'loops'
  | 'genericRatio'
  | 'tieRatio';

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
