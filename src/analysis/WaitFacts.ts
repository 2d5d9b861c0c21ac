import type { LockMode } from '../evidence/LockMode.ts';
import type { BackendFacts, LockTarget, WaitEvidence } from '../evidence/WaitEvidence.ts';

/** Somebody who waited or was in the way. */
export interface Party {
  role: BackendFacts['role'];
  /** A migration's id, the traffic's, canary's or transaction's name, else an application_name. */
  name: string;
  /** Of a migration, from 1; null for others. */
  statement: number | null;
}

/** Waits that are alike: the same one waited for the same lock, because of the same statement, and ended alike. Times are the longest's. */
export interface WaitFacts {
  waiter: Party;
  relation: string | null;
  target: LockTarget;
  mode: LockMode;
  /** Those that had the lock, in whatever mode, then of the queue before it those whose request conflicts, in order. */
  behind: Party[];
  /** Of the migration, from 1: the one that waited, or for whose lock or request others did. */
  statement: number;
  maxMs: number;
  count: number;
  /** In the queue, from 1. */
  position: number;
  end: WaitEvidence['end'];
  /** From the migration's start. */
  window: { startMs: number; endMs: number };
  repeat: number;
  /** Whether the server measured it. */
  exact: boolean;
}

export interface DeadlockFacts {
  /** Of the migration, from 1. */
  statement: number;
  parties: DeadlockPartyFacts[];
  /** Over all repeats. */
  count: number;
  repeat: number;
}

export interface DeadlockPartyFacts extends Party {
  /** What it waited for. */
  relation: string | null;
  target: LockTarget;
  mode: LockMode;
  sql: string;
  /** The server ended this one; another time it may be another. */
  victim: boolean;
}
