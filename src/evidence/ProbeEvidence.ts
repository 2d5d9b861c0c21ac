import type { LockMode } from './LockMode.ts';

/**
 * What a transaction that had written to a relation, and stayed open, did to the migrations and to those who came
 * after them: seen on a clone of its own, so that nothing else is measured there.
 */
export interface ProbeEvidence {
  oid: number;
  /** What the migration waited for. */
  mode: LockMode;
  /** How long the transaction stayed open after the migration had begun to wait, in milliseconds. */
  heldMs: number;
  /** How long the migration waited: until then, or until its lock_timeout. */
  queuedMs: number;
  /** How long a SELECT that came after the migration was kept waiting by then; null where it was not. */
  readMs: number | null;
  /** The same of a statement that writes; null too where the relation is none that statements write to. */
  writeMs: number | null;
  end: 'acquired' | 'gaveUp';
}
