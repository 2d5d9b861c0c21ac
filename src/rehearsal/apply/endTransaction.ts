import type { MigrationEvidence, StatementError } from '../../evidence/MigrationEvidence.ts';
import type { Statement } from '../../migrations/MigrationHistory.ts';
import { statementError } from '../statementError.ts';
import { answerOf } from './runStatement.ts';
import type { Session } from './Session.ts';

/** Sends COMMIT or ROLLBACK. False where COMMIT failed, as a deferred constraint may make it: its error is the last statement's. */
export async function endTransaction(
  kind: 'commit' | 'rollback',
  statement: Pick<Statement, 'index'>,
  session: Session,
  evidence: MigrationEvidence,
): Promise<boolean> {
  const { end, error } = await session.end(kind, statement.index);
  evidence.ends.push(end);
  if (!error) return kind === 'commit';
  // A statement that ended its own backend took the transaction with it: there is nothing left to roll back.
  if (kind === 'rollback' && !statementError(error)) return false;
  const last = evidence.statements.at(-1);
  if (last && !last.error) last.error = kind === 'commit' ? atCommit(answerOf(error)) : answerOf(error);
  return false;
}

/** The end of a transaction that the file itself ended. */
export function endedBy(statement: Statement, worked: boolean, evidence: MigrationEvidence): void {
  const { sentMs, acknowledgedMs } = evidence.statements.at(-1)!;
  const kind = worked && /^(commit|end)\b/i.test(statement.sql) ? 'commit' : 'rollback';
  evidence.ends.push({ statement: statement.index, kind, sentMs, acknowledgedMs });
}

/** It belongs to no statement of its own: a deferred constraint is checked last. */
function atCommit(error: StatementError): StatementError {
  const note = 'Raised by COMMIT, where deferred constraints are checked.';
  return { ...error, detail: error.detail ? `${error.detail} ${note}` : note };
}
