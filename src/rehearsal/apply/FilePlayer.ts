import type { MigrationEvidence } from '../../evidence/MigrationEvidence.ts';
import type { MigrationFile } from '../../migrations/MigrationHistory.ts';
import { type Step, stepsOf } from '../../migrations/stepsOf.ts';
import { neverCommitted, transactionControl } from '../../migrations/transactionControl.ts';
import { type AttemptPolicy, Attempts } from './Attempts.ts';
import { endedBy, endTransaction } from './endTransaction.ts';
import { runStatement } from './runStatement.ts';
import type { Session } from './Session.ts';

/** How a file ended; `open`: its transaction goes on. */
export type Played = 'done' | 'open' | 'failed';

/** Sends a file's statements as its tool would, up to the first that fails. */
export class FilePlayer {
  readonly #session: Session;
  readonly #evidence: MigrationEvidence;
  readonly #attempts: Attempts;
  #inside: boolean;
  /** The step with which the current transaction began, and how much of the evidence was there before; null: in an earlier file. */
  #begun: { step: number; statements: number; ends: number } | null = null;

  /** @param inside whether a transaction is open that an earlier file shares */
  constructor(session: Session, evidence: MigrationEvidence, policy: AttemptPolicy, inside: boolean) {
    this.#session = session;
    this.#evidence = evidence;
    this.#attempts = new Attempts(policy);
    this.#inside = inside;
  }

  async play(file: MigrationFile): Promise<Played> {
    const { steps, open } = stepsOf(file, this.#inside);
    for (let i = 0; i < steps.length; i++) {
      const worked = await this.#step(steps[i]!, i);
      if (worked) continue;
      const from = await this.#again();
      if (from === null) return 'failed';
      i = from - 1;
    }
    if (!open) return 'done';
    if (file.transaction === 'shared') return 'open';
    await endTransaction('rollback', steps.at(-1)!.statement, this.#session, this.#evidence);
    // invalid_transaction_state is the nearest of PostgreSQL's codes.
    this.#evidence.statements.at(-1)!.error ??= { code: '25000', detail: null, ...neverCommitted };
    return 'failed';
  }

  async #step(step: Step, index: number): Promise<boolean> {
    const { statement, opens, closes } = step;
    const control = transactionControl(statement);
    if (!this.#inside) {
      const { statements, ends } = this.#evidence;
      if (this.#begun?.step !== index) this.#attempts.reset();
      this.#begun = { step: index, statements: statements.length, ends: ends.length };
      await this.#attempts.setTimeout(this.#session);
    }
    if (opens) await this.#begin();
    const worked = await runStatement(step, this.#session, this.#evidence);
    if (control === 'end') endedBy(statement, worked, this.#evidence);
    if (control !== null || worked) this.#inside = step.inside;
    if (worked && closes) {
      this.#inside = false;
      return endTransaction('commit', statement, this.#session, this.#evidence);
    }
    if (!worked && this.#inside) {
      this.#inside = false;
      await endTransaction('rollback', statement, this.#session, this.#evidence);
    }
    return worked;
  }

  async #begin(): Promise<void> {
    const { sentMs, error } = await this.#session.run('BEGIN');
    this.#evidence.startedMs ??= sentMs;
    if (error) throw error;
    this.#inside = true;
  }

  /** Where to begin again after a lock_timeout: with the transaction's first statement. Null where that is not due, or not here. */
  async #again(): Promise<number | null> {
    if (this.#begun === null) return null;
    const pauseMs = await this.#attempts.again(this.#evidence.statements.at(-1)?.error?.code);
    if (pauseMs === null) return null;
    const { step, statements, ends } = this.#begun;
    this.#evidence.retried ??= [];
    this.#evidence.retried.push({
      statements: this.#evidence.statements.splice(statements),
      ends: this.#evidence.ends.splice(ends),
      pauseMs,
    });
    return step;
  }
}
