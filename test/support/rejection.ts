import { PgrehearseError } from '../../src/errors.ts';

/** The error that an attempt ends with; fails where it ends well or with another kind. */
export async function rejection(attempt: () => unknown): Promise<PgrehearseError> {
  try {
    await attempt();
  } catch (error) {
    if (error instanceof PgrehearseError) return error;
    throw error;
  }
  throw new Error('it ended well');
}
