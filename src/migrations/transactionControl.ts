import type { Statement } from './MigrationHistory.ts';

/** Whether a statement opens a transaction, ends one, works within one (SAVEPOINT), or is no transaction control. */
export function transactionControl({ kind, sql }: Statement): 'begin' | 'end' | 'other' | null {
  if (kind !== 'TransactionStmt') return null;
  if (/^(begin|start)\b/i.test(sql)) return 'begin';
  const partial = /^rollback\s+((work|transaction)\s+)?to\b/i.test(sql);
  return /^(commit|end|rollback|abort|prepare)\b/i.test(sql) && !partial ? 'end' : 'other';
}

/** What psql would lose without a word: the last transaction of a file is never committed. */
export const neverCommitted = {
  message: 'the file ends within the transaction that it began, and COMMIT is missing',
  hint: 'Write COMMIT at the end, or leave BEGIN out: a migration runs in a transaction of its own.',
} as const;
