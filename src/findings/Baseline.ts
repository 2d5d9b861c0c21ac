import type { LockMode } from '../evidence/LockMode.ts';

/** What the last accepted run of a scenario saw, under one scale, major version and host class. */
export interface Baseline {
  scale: number;
  major: number;
  hostClass: string;
  /** ISO timestamp of the run. */
  takenAt: string;
  reason: string | null;
  /** Of the fixed work before the migrations; durations are compared as multiples of it, too. */
  calibrationMs: number;
  migrations: BaselineMigration[];
  queries: BaselineQuery[];
}

export interface BaselineMigration {
  id: string;
  durationMs: number;
  walBytes: number | null;
  rewrites: string[];
  scans: string[];
  holds: { relation: string; mode: LockMode; highMs: number }[];
  stallMs: number;
  /** Relations that others would queue for without end; missing in baselines of earlier versions. */
  queues?: string[];
  /** Statements that met a deadlock; missing in baselines of earlier versions. */
  deadlocks?: number[];
  /** Missing in baselines of earlier versions. */
  invalidIndexes?: string[];
  rollback: 'applied' | 'failed' | null;
}

export interface BaselineQuery {
  name: string;
  parameters: string;
  buffers: number | null;
  cost: number | null;
  /** Whether it failed after the migrations. */
  fails: boolean;
  /** Whether it gave another result than before the migrations; missing where it did not. */
  differs?: true;
  /** Median. */
  latencyMs: number | null;
  access: string | null;
  semantic: string | null;
}

/** A baseline with what may be held against this run: times only on a host of the same class. */
export interface UsableBaseline extends Baseline {
  sameHost: boolean;
}
