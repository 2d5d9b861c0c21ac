import type { ErrorFacts } from '../../evidence/Evidence.ts';
import type { StatementError } from '../../evidence/MigrationEvidence.ts';

/** An error's parts; what it does not have is empty. */
export function errorView({ code, message, detail, hint }: ErrorFacts | StatementError) {
  return { code, message, detail: detail ?? '', hint: hint ?? '' };
}
