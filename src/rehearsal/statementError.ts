import { DatabaseError } from 'pg';
import type { StatementError } from '../evidence/MigrationEvidence.ts';

/** What PostgreSQL said; undefined for an error that did not come from the server, such as a lost connection. */
export function statementError(error: unknown): StatementError | undefined {
  if (!(error instanceof DatabaseError) || error.code === undefined) return undefined;
  return {
    code: error.code,
    message: error.message,
    detail: error.detail ?? null,
    hint: error.hint ?? null,
  };
}
