import type { StatementError } from './MigrationEvidence.ts';

/** A report or a backup that was played while the migrations ran. */
export interface LongTransactionEvidence {
  name: string;
  /** In order; times on the repeat's clock. */
  runs: LongTransactionRun[];
}

export interface LongTransactionRun {
  backend: number;
  /** When its locks were there and its first statement had been sent; null where it never got so far. */
  openMs: number | null;
  /** Null where it was still open when the observation ended. */
  endedMs: number | null;
  error: StatementError | null;
}
