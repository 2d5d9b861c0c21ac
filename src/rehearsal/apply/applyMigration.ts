import type { MigrationEvidence, StatementEvidence } from '../../evidence/MigrationEvidence.ts';
import type { MigrationFile } from '../../migrations/MigrationHistory.ts';
import { writtenBetween } from '../work/wal.ts';
import type { AttemptPolicy } from './Attempts.ts';
import { FilePlayer, type Played } from './FilePlayer.ts';
import type { Session } from './Session.ts';

const once: AttemptPolicy = { lockTimeoutMs: null, retries: { times: 0, pauseMs: 0 } };

/**
 * Runs a migration's file statement by statement and writes what was seen into `evidence` as it comes, so
 * that an error keeps what was observed until then.
 * @param inside for a shared transaction: whether it is open
 * @throws what did not come from the server as an answer, such as a lost connection
 */
export async function applyMigration(
  file: MigrationFile,
  session: Session,
  evidence: MigrationEvidence,
  policy: AttemptPolicy = once,
  inside = false,
): Promise<Played> {
  evidence.backend = session.backend;
  evidence.status = 'failed';
  if (file.error) {
    evidence.statements.push(unparsed(file));
    return 'failed';
  }
  const walBefore = await session.work.wal();
  let played: Played;
  try {
    played = await new FilePlayer(session, evidence, policy, inside).play(file);
    if (played !== 'failed') evidence.status = 'applied';
  } finally {
    evidence.finishedMs = lastAnswer(evidence);
  }
  // Within a transaction that goes on, a backend has not handed over what it counted.
  const whole = !inside && played !== 'open';
  Object.assign(evidence, writtenBetween(walBefore, await session.work.wal(), whole));
  return played;
}

function lastAnswer({ startedMs, statements, ends }: MigrationEvidence): number {
  return Math.max(startedMs ?? 0, statements.at(-1)?.acknowledgedMs ?? 0, ends.at(-1)?.acknowledgedMs ?? 0);
}

function unparsed(file: MigrationFile): StatementEvidence {
  const { message, line, hint, code } = file.error!;
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
    error: { code: code ?? '42601', message, detail: null, hint },
  };
}
