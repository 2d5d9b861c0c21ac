import { PgrehearseError } from '../../src/errors.ts';

/** The PgrehearseError that a body ends with; anything else fails the test. */
export async function thrown(body: () => unknown): Promise<PgrehearseError> {
  try {
    await body();
  } catch (error) {
    if (error instanceof PgrehearseError) return error;
    throw error;
  }
  throw new Error('expected an error, and nothing was thrown');
}

/** Message, detail, hint and source in one text. */
export function wholeText(error: PgrehearseError): string {
  return [error.message, error.detail, error.hint, error.source].filter(Boolean).join('\n');
}
