import type { MigrationEvidence } from '../evidence/MigrationEvidence.ts';

/** When locks of a statement can have come and, outside a transaction, gone; times on the repeat's clock. */
export interface StatementWindow {
  statement: number;
  fromMs: number;
  /** The acknowledgement, of the transaction's end too where the statement is its last. */
  toMs: number;
  /** Wider: as far as nothing else of the migration ran. A look in here saw this statement's locks or none. */
  zone: Zone;
}

export interface Zone {
  fromMs: number;
  toMs: number;
}

export function statementWindows(migration: MigrationEvidence): StatementWindow[] {
  const own = migration.ends.filter(({ shared }) => !shared);
  const ends = new Map(own.map((end) => [end.statement, end]));
  const bounds = migration.statements.map(({ index, sentMs, acknowledgedMs, error }) => ({
    statement: index,
    fromMs: sentMs,
    // A server sends its error before it releases the locks (elog.c and postgres.c: EmitErrorReport, then abort).
    toMs: ends.get(index)?.acknowledgedMs ?? (error ? Number.POSITIVE_INFINITY : acknowledgedMs),
  }));
  return bounds.map((bound, index) => ({
    ...bound,
    zone: {
      fromMs: bounds[index - 1]?.toMs ?? Number.NEGATIVE_INFINITY,
      toMs: bounds[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY,
    },
  }));
}
