import type { Finding } from './Finding.ts';

/**
 * A bound is breached when the low end of what was measured exceeds it; an interval that straddles it is a
 * warning. Null where all of it is inside.
 */
export function againstBudget(
  low: number,
  high: number,
  bound: number,
): Pick<Finding, 'severity' | 'verdict'> | null {
  if (low > bound) return { severity: 'fail', verdict: 'breached' };
  if (high > bound) return { severity: 'warn', verdict: 'observed' };
  return null;
}
