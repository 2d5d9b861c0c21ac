import type { LockMode } from './LockMode.ts';

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
