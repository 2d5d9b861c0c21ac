import type { MigrationEvidence, StatementEvidence } from '../../evidence/MigrationEvidence.ts';
import type { MigrationFile } from '../../migrations/MigrationHistory.ts';
import { writtenBetween } from '../work/wal.ts';
import { type Played, playFile } from './playFile.ts';
import type { Session } from './Session.ts';

/**
 * Runs a migration's file statement by statement and writes what was seen into `evidence` as it comes, so
 * that an error keeps what was observed until then.
 * @param open for a shared transaction: whether it is open
 * @throws what did not come from the server as an answer, such as a lost connection
 */
export async function applyMigration(
  file: MigrationFile,
  session: Session,
  evidence: MigrationEvidence,
  open = false,
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
    played = await playFile(file, session, evidence, open);
    if (played !== 'failed') evidence.status = 'applied';
  } finally {
    evidence.finishedMs = lastAnswer(evidence);
  }
  // Within a transaction that goes on, a backend has not handed over what it counted.
  const whole = !open && played !== 'open';
  Object.assign(evidence, writtenBetween(walBefore, await session.work.wal(), whole));
  return played;
}

function lastAnswer({ startedMs, statements, ends }: MigrationEvidence): number {
  return Math.max(startedMs ?? 0, statements.at(-1)?.acknowledgedMs ?? 0, ends.at(-1)?.acknowledgedMs ?? 0);
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
