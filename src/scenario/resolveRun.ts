import { PgrehearseError } from '../errors.ts';
import { defaultRun } from './defaults.ts';
import type { Overrides } from './Overrides.ts';
import type { PendingSpec } from './Scenario.ts';

/** Scale, seed and repeats. Throws `usage/scale`, `usage/seed` or `usage/repeat`. */
export function resolveRun(overrides: Overrides): { scale: number; seed: number; repeats: number } {
  const { scale, seed, repeats } = { ...defaultRun, ...defined(overrides) };
  check(Number.isFinite(scale) && scale > 0, 'scale', 'a number above 0 such as 0.01', scale);
  check(Number.isSafeInteger(seed) && seed >= 0, 'seed', 'a whole number, 0 or more', seed);
  check(Number.isSafeInteger(repeats) && repeats > 0, 'repeat', 'a positive whole number', repeats);
  return { scale, seed, repeats };
}

/** The pending migrations that a flag selects, and which flag. Throws `usage/pending`. */
export function pendingByFlag(
  overrides: Pick<Overrides, 'pendingFrom' | 'pendingSince'>,
): { pending: PendingSpec; pendingOrigin: string } | null {
  const { pendingFrom: from, pendingSince: since } = overrides;
  if (from !== undefined && since !== undefined) {
    throw new PgrehearseError('usage/pending', '--pending-from and --pending-since exclude each other', {
      detail: `Found --pending-from ${from} and --pending-since ${since}.`,
      source: '--pending-from, --pending-since',
      hint: 'Give one of them.',
    });
  }
  if (from !== undefined) return { pending: { from }, pendingOrigin: '--pending-from' };
  if (since !== undefined) return { pending: { since }, pendingOrigin: '--pending-since' };
  return null;
}

/** A number of rows at a scale: at least one. */
export function scaledRows(rows: number, scale: number): number {
  return Math.max(1, Math.round(rows * scale));
}

function check(holds: boolean, flag: string, expected: string, found: unknown): void {
  if (holds) return;
  throw new PgrehearseError(`usage/${flag}`, `--${flag}: expected ${expected}, found ${found}`, {
    source: `--${flag}`,
    hint: `Give ${expected}.`,
  });
}

function defined({ scale, seed, repeats }: Overrides): Partial<typeof defaultRun> {
  return Object.fromEntries(
    Object.entries({ scale, seed, repeats }).filter(([, value]) => value !== undefined),
  );
}
