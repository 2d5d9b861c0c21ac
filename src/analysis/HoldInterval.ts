import type { LockMode } from '../evidence/LockMode.ts';

/** How long a lock was held, bounded from both sides; times on the repeat's clock. */
export interface HoldInterval {
  oid: number;
  mode: LockMode;
  /** The statement that took it, from 1. */
  statement: number;
  acquired: Bounds;
  released: Bounds;
  /** Nobody saw it: known from the kind of its statement only. It was held between two looks, and no longer than this. */
  unseen?: { mostMs: number };
}

export interface Bounds {
  earliest: number;
  latest: number;
}
