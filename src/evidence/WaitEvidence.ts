import type { LockMode } from './LockMode.ts';

/** One backend that waited for one lock; times on the repeat's clock. */
export interface WaitEvidence {
  /** Process id of who waited. */
  backend: number;
  /** What it ran, where that is known: the name of the traffic or canary. */
  query?: string;
  /** OID of the relation that was waited for, or whose row was; null where that cannot be told. */
  on: number | null;
  target: LockTarget;
  mode: LockMode;
  startMs: number;
  endMs: number;
  /** `unfinished`: still waiting at the end of the observation, or when the server went away. */
  end: 'acquired' | 'timeout' | 'cancelled' | 'deadlock' | 'unfinished';
  /** Process ids of those that had the lock, in any mode, a millisecond after the wait began. */
  holders: number[];
  /** Of those that were in the queue before it then, in the order in which they came to the lock. */
  queue: number[];
  /** Whether the server's log gave begin and end: the duration is the server's own; else they were sampled. */
  exact: boolean;
}

/** `transaction`: for the end of one, as who changes a row that another has changed does. */
export type LockTarget =
  | 'relation'
  | 'extension'
  | 'page'
  | 'tuple'
  | 'transaction'
  | 'virtualTransaction'
  | 'speculativeToken'
  | 'object'
  | 'advisory'
  | 'other';

/** Backends that waited for each other, until the server ended one of them. */
export interface DeadlockEvidence {
  atMs: number;
  /** Process id of the one that was ended; with another deadlock_timeout it may be another. */
  victim: number;
  parties: DeadlockParty[];
}

export interface DeadlockParty {
  backend: number;
  query?: string;
  on: number | null;
  target: LockTarget;
  mode: LockMode;
  blockedBy: number;
  /** What it ran. */
  sql: string;
}

/** Who a process id was. */
export interface BackendFacts {
  backend: number;
  role: 'migration' | 'traffic' | 'canary' | 'probe' | 'longTransaction' | 'command' | 'other';
  /** The migration's id, the traffic's or transaction's name, else its application_name or its kind of process. */
  name: string;
}
