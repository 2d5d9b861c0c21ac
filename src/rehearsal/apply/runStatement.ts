import type {
  MigrationEvidence,
  StatementError,
  StatementEvidence,
} from '../../evidence/MigrationEvidence.ts';
import type { Statement } from '../../migrations/MigrationHistory.ts';
import type { Step } from '../../migrations/stepsOf.ts';
import { statementError } from '../statementError.ts';
import type { Session } from './Session.ts';

/**
 * Sends a statement and adds what was seen of it to the evidence.
 * @returns whether it worked
 * @throws what did not come from the server as an answer, such as a lost connection
 */
export async function runStatement(
  step: Step,
  session: Session,
  evidence: MigrationEvidence,
): Promise<boolean> {
  const { statement, sql, inside } = step;
  const knownLocks = statement.standalone && !inside ? await session.knownLocks(statement) : undefined;
  await session.looks.before(statement);
  await session.work.before(statement);
  const { sentMs, acknowledgedMs, lockTimeoutMs, notices, temporary, error } = await session.run(sql);
  evidence.startedMs ??= sentMs;
  const seen: StatementEvidence = {
    index: statement.index,
    sql: statement.sql,
    line: statement.line,
    kind: statement.kind,
    shape: statement.shape,
    sentMs,
    acknowledgedMs,
    lockTimeoutMs,
    notices,
    locksAfter: null,
    newFiles: [],
    ...(session.work.tellsTemporaryFiles ? { tempFiles: temporary.files, tempBytes: temporary.bytes } : {}),
    error: null,
  };
  evidence.statements.push(seen);
  session.work.ended(seen);
  if (error) {
    seen.error = answerOf(error);
    session.work.forget();
    session.looks.forget();
    return false;
  }
  const looked = inside ? await session.looks.after(statement, seen) : null;
  if (!inside) session.looks.forget();
  if (knownLocks) seen.knownLocks = knownLocks;
  await session.work.after(seen, inside ? (looked?.walPosition ?? null) : undefined);
  if (quietens(statement)) await session.listen(logSettingsIn(statement));
  await session.applied(step);
  return true;
}

/** What the server answered. Throws everything else, and disk_full, which is no fault of the migration. */
export function answerOf(error: unknown): StatementError {
  const answer = statementError(error);
  if (!answer || answer.code === '53100') throw error;
  return answer;
}

function quietens({ kind, sql }: Statement): boolean {
  return (
    (kind === 'VariableSetStmt' || kind === 'DiscardStmt') && /client_min_messages|log_|\ball\b/i.test(sql)
  );
}

/** Settings of the server's log that a statement has set, and so may set. */
function logSettingsIn({ kind, sql }: Statement): string[] {
  if (kind !== 'VariableSetStmt') return [];
  return ['log_min_messages', 'log_lock_waits', 'log_error_verbosity'].filter((name) =>
    sql.toLowerCase().includes(name),
  );
}
