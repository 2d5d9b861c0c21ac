import { relative } from 'node:path';
import type {
  MigrationEvidence,
  StatementError,
  StatementEvidence,
} from '../../evidence/MigrationEvidence.ts';
import type { Migration, MigrationFile, Statement } from '../../migrations/MigrationHistory.ts';
import { neverCommitted, transactionControl } from '../../migrations/transactionControl.ts';
import { statementError } from '../statementError.ts';
import { writtenBetween } from '../work/wal.ts';
import type { Session } from './Session.ts';

/** A migration that nothing was sent of. */
export function skippedMigration(migration: Migration): MigrationEvidence {
  return {
    id: migration.id,
    file: relative(process.cwd(), migration.up.path),
    status: 'skipped',
    transaction: migration.up.transaction,
    startedMs: null,
    finishedMs: null,
    ends: [],
    backend: null,
    walBytes: null,
    statements: [],
    hasRollback: migration.down !== null,
    rollback: null,
  };
}

/**
 * Runs a migration's file statement by statement and writes what was seen into `evidence` as it comes, so
 * that an error keeps what was observed until then.
 * @throws what did not come from the server as an answer, such as a lost connection
 */
export async function applyMigration(
  file: MigrationFile,
  session: Session,
  evidence: MigrationEvidence,
): Promise<void> {
  evidence.backend = session.backend;
  evidence.status = 'failed';
  if (file.error) {
    evidence.statements.push(unparsed(file));
    return;
  }
  const walBefore = await session.work.wal();
  try {
    const applied =
      file.transaction === 'own'
        ? await inOne(file, session, evidence)
        : await asWritten(file, session, evidence);
    if (applied) evidence.status = 'applied';
  } finally {
    evidence.finishedMs = Math.max(
      evidence.startedMs ?? 0,
      evidence.statements.at(-1)?.acknowledgedMs ?? 0,
      evidence.ends.at(-1)?.acknowledgedMs ?? 0,
    );
  }
  Object.assign(evidence, writtenBetween(walBefore, await session.work.wal()));
}

/** The whole file between BEGIN and COMMIT. */
async function inOne(file: MigrationFile, session: Session, evidence: MigrationEvidence): Promise<boolean> {
  const begin = await session.run('BEGIN');
  evidence.startedMs = begin.sentMs;
  raiseUnlessAnswer(begin.error);
  for (const statement of file.statements) {
    if (!(await runStatement(statement, session, evidence, 'snapshot'))) {
      await finish('rollback', statement, session, evidence);
      return false;
    }
  }
  const last = file.statements.at(-1);
  return last === undefined || finish('commit', last, session, evidence);
}

/** PostgreSQL refuses these outside a transaction block, and so must the rehearsal. */
const needsBlock = new Set(['LockStmt', 'DeclareCursorStmt']);

/** Statement by statement, with the file's own transaction control where it has some. */
async function asWritten(
  file: MigrationFile,
  session: Session,
  evidence: MigrationEvidence,
): Promise<boolean> {
  let inside = false;
  for (const statement of file.statements) {
    const control = transactionControl(statement);
    // A statement of its own is its own transaction: with BEGIN and COMMIT around it, it locks the same.
    const wrapped = !inside && control === null && !statement.standalone && !needsBlock.has(statement.kind);
    if (wrapped) {
      const begin = await session.run('BEGIN');
      evidence.startedMs ??= begin.sentMs;
      raiseUnlessAnswer(begin.error);
    }
    const mayLook = wrapped || (inside && control !== 'end');
    const worked = await runStatement(statement, session, evidence, mayLook ? 'snapshot' : 'blind');
    if (control === 'begin') inside = true;
    if (control === 'end') {
      inside = /\band\s+chain\b/i.test(statement.sql);
      endWith(statement, worked, evidence);
    }
    if (wrapped && !(await finish(worked ? 'commit' : 'rollback', statement, session, evidence)))
      return false;
    if (!worked) {
      if (inside) await finish('rollback', statement, session, evidence);
      return false;
    }
  }
  if (!inside) return true;
  await finish('rollback', file.statements.at(-1)!, session, evidence);
  // invalid_transaction_state is the nearest of PostgreSQL's codes.
  evidence.statements.at(-1)!.error ??= { code: '25000', detail: null, ...neverCommitted };
  return false;
}

async function runStatement(
  statement: Statement,
  session: Session,
  evidence: MigrationEvidence,
  look: 'snapshot' | 'blind',
): Promise<boolean> {
  const inside = look === 'snapshot';
  await session.work.before(statement);
  const { sentMs, acknowledgedMs, notices, temporary, error } = await session.run(statement.sql);
  evidence.startedMs ??= sentMs;
  const seen: StatementEvidence = {
    index: statement.index,
    sql: statement.sql,
    line: statement.line,
    kind: statement.kind,
    sentMs,
    acknowledgedMs,
    notices,
    locksAfter: null,
    newFiles: [],
    ...(session.work.tellsTemporaryFiles ? { tempFiles: temporary.files, tempBytes: temporary.bytes } : {}),
    error: null,
  };
  evidence.statements.push(seen);
  if (error) {
    seen.error = answerOf(error);
    session.work.forget();
    return false;
  }
  if (inside) seen.locksAfter = await session.locks();
  await session.work.after(seen);
  if (quietens(statement)) await session.listen();
  return true;
}

function quietens({ kind, sql }: Statement): boolean {
  return (kind === 'VariableSetStmt' || kind === 'DiscardStmt') && /client_min_messages|\ball\b/i.test(sql);
}

/** False where COMMIT failed, as a deferred constraint may make it: its error is the last statement's. */
async function finish(
  kind: 'commit' | 'rollback',
  statement: Statement,
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

/** It belongs to no statement of its own: a deferred constraint is checked last. */
function atCommit(error: StatementError): StatementError {
  const note = 'Raised by COMMIT, where deferred constraints are checked.';
  return { ...error, detail: error.detail ? `${error.detail} ${note}` : note };
}

function endWith(statement: Statement, worked: boolean, evidence: MigrationEvidence): void {
  const { sentMs, acknowledgedMs } = evidence.statements.at(-1)!;
  const kind = worked && /^(commit|end)\b/i.test(statement.sql) ? 'commit' : 'rollback';
  evidence.ends.push({ statement: statement.index, kind, sentMs, acknowledgedMs });
}

function unparsed(file: MigrationFile): StatementEvidence {
  const { message, line, hint } = file.error!;
  return {
    index: 1,
    sql: file.text.split('\n')[line - 1]?.trim() ?? '',
    line,
    kind: 'SyntaxError',
    sentMs: 0,
    acknowledgedMs: 0,
    notices: [],
    locksAfter: null,
    newFiles: [],
    // syntax_error, as PostgreSQL itself would answer.
    error: { code: '42601', message, detail: null, hint },
  };
}

function answerOf(error: unknown): StatementError {
  const answer = statementError(error);
  // disk_full is no fault of the migration.
  if (!answer || answer.code === '53100') throw error;
  return answer;
}

function raiseUnlessAnswer(error: unknown): void {
  if (error) throw error;
}
