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
  overrides: Pick<Overrides, 'pendingFrom' | 'pendingSince' | 'pendingProduction'>,
): { pending: PendingSpec; pendingOrigin: string } | null {
  const { pendingFrom: from, pendingSince: since, pendingProduction: production } = overrides;
  const given: { pending: PendingSpec; pendingOrigin: string; shown: string }[] = [];
  if (from !== undefined)
    given.push({ pending: { from }, pendingOrigin: '--pending-from', shown: `--pending-from ${from}` });
  if (since !== undefined)
    given.push({ pending: { since }, pendingOrigin: '--pending-since', shown: `--pending-since ${since}` });
  if (production)
    given.push({
      pending: { production },
      pendingOrigin: '--pending-production',
      shown: '--pending-production',
    });
  if (given.length > 1) {
    const flags = given.map(({ pendingOrigin }) => pendingOrigin);
    throw new PgrehearseError('usage/pending', `${flags.join(' and ')} exclude each other`, {
      detail: `Found ${given.map(({ shown }) => shown).join(' and ')}.`,
      source: flags.join(', '),
      hint: 'Give one of them.',
    });
  }
  const { pending, pendingOrigin } = given[0] ?? {};
  return pending && pendingOrigin ? { pending, pendingOrigin } : null;
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
