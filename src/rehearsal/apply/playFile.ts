import type { MigrationEvidence } from '../../evidence/MigrationEvidence.ts';
import type { MigrationFile } from '../../migrations/MigrationHistory.ts';
import { stepsOf } from '../../migrations/stepsOf.ts';
import { neverCommitted, transactionControl } from '../../migrations/transactionControl.ts';
import { endedBy, endTransaction } from './endTransaction.ts';
import { runStatement } from './runStatement.ts';
import type { Session } from './Session.ts';

/** How a file ended; `open`: its transaction goes on. */
export type Played = 'done' | 'open' | 'failed';

/** Sends a file's statements as its tool would, up to the first that fails. */
export async function playFile(
  file: MigrationFile,
  session: Session,
  evidence: MigrationEvidence,
  open = false,
): Promise<Played> {
  const { steps, open: stillOpen } = stepsOf(file, open);
  let inside = open;
  for (const step of steps) {
    const { statement, opens, closes } = step;
    if (opens) {
      await begin(session, evidence);
      inside = true;
    }
    const worked = await runStatement(step, session, evidence);
    const control = transactionControl(statement);
    if (control === 'end') endedBy(statement, worked, evidence);
    if (control !== null || worked) inside = step.inside;
    if (!worked) {
      if (inside) await endTransaction('rollback', statement, session, evidence);
      return 'failed';
    }
    if (closes && !(await endTransaction('commit', statement, session, evidence))) return 'failed';
    if (closes) inside = false;
  }
  if (!stillOpen) return 'done';
  if (file.transaction === 'shared') return 'open';
  await endTransaction('rollback', steps.at(-1)!.statement, session, evidence);
  // invalid_transaction_state is the nearest of PostgreSQL's codes.
  evidence.statements.at(-1)!.error ??= { code: '25000', detail: null, ...neverCommitted };
  return 'failed';
}

async function begin(session: Session, evidence: MigrationEvidence): Promise<void> {
  const { sentMs, error } = await session.run('BEGIN');
  evidence.startedMs ??= sentMs;
  if (error) throw error;
}
