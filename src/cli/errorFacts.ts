import type { PgrehearseError } from '../errors.ts';
import type { ErrorFacts } from '../evidence/Evidence.ts';

/** An error as evidence keeps it; where it comes from goes with the detail. */
export function errorFacts({ code, message, detail, hint, source }: PgrehearseError): ErrorFacts {
  return {
    code,
    message,
    detail: [source, detail].filter(Boolean).join('; ') || null,
    hint: hint ?? null,
  };
}
