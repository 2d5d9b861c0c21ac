import type { LockMode } from './LockMode.ts';

export interface TrafficEvidence {
  source: 'traffic' | 'canary';
  /** The item's name, or the canary's: `read of public.orders`. */
  query: string;
  /** Whether it is a transaction of several statements; then latencies are from its due time to COMMIT's answer. */
  transaction?: boolean;
  /** Of a canary: the relation that it stands in for, and where that is a view what the view reads. */
  relations?: number[];
  perSecond: number;
  started: number;
  completed: number;
  /** Latency from the moment a statement was due, in milliseconds, outside any migration. */
  quiet: { median: number; p99: number; max: number; count: number };
  /** In the order of time; missing in evidence of before they were kept. */
  phases?: LatencyPhase[];
  /** The slow statements, worst first, at most 2,000. */
  slow: SlowStatement[];
  /** By SQLSTATE; `connection` for lost ones, `timeout` for those still unfinished at the end. */
  errors: TrafficError[];
}

export interface TrafficError {
  code: string;
  /** The first one's. */
  message: string;
  count: number;
  /** When the first was answered. */
  firstMs: number;
  /** How many of them in which phase. */
  phases?: (Phase & { count: number })[];
}

/** A part of the repeat; `migration` is the id of the one that ran `during` it, else null. */
export interface Phase {
  phase: 'before' | 'during' | 'between' | 'after';
  migration: string | null;
}

/** Latencies of the statements that a phase saw, those that failed included: they kept their user waiting, too. */
export interface LatencyPhase extends Phase {
  count: number;
  failed: number;
  maxMs: number;
  /** Number of latencies by bucket (see `latencyBuckets.ts`), empty ones left out. */
  buckets: [bucket: number, count: number][];
}

export interface SlowStatement {
  dueMs: number;
  finishedMs: number;
  /** When a connection took it up; the same as `finishedMs` where none did. */
  sentMs?: number;
  /** How late our own process noticed that it was due: no doing of the migration. */
  lateMs?: number;
  /** Process id of its backend; null where no connection took it up. */
  backend?: number | null;
  /** Whether it did not wait, but was refused a row or a view (NOWAIT) and asked again until `finishedMs`. */
  refused?: boolean;
  /** The relation whose lock it, or what it queued behind, was seen waiting for because of a migration. */
  oid: number | null;
  waitedForMode: LockMode | null;
}
