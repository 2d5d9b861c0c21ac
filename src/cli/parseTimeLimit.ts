import { PgrehearseError } from '../errors.ts';
import { durationNotation, parseDuration } from '../units.ts';

/** Milliseconds; null without a limit. */
export function parseTimeLimit(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new PgrehearseError('usage/time-limit', `--time-limit cannot be '${text}'`, {
    detail: `Expected ${durationNotation}.`,
    hint: "Write it as --time-limit '30 min'.",
  });
}
