import type { Key } from './Key.ts';
import type { Masses } from './Masses.ts';
import { interleaved, type Placement, placement } from './Placement.ts';

/** From here on values come so often that ties show in what ANALYZE measures. */
const noticeable = 0.001;

/**
 * Places rows so that ANALYZE measures a correlation. It sorts equal values by their place in the table, so
 * that rows at random already show ρ₀ = Σ q² (q a value's share). A share a of rows in place among shuffled
 * others shows a + (1 − a)ρ₀; in reverse −a(1 − 2 Σ q³) + (1 − a)ρ₀.
 */
export function arrangement(masses: Masses, correlation: number, key: Key): Placement {
  const { total, squares, cubes } = masses;
  if (squares < noticeable) return placement(total, correlation, key);
  if (correlation >= squares) {
    const share = squares >= 1 ? 0 : (correlation - squares) / (1 - squares);
    return interleaved(total, share, key);
  }
  const mirrored = interleaved(total, Math.min(1, (squares - correlation) / (1 + squares - 2 * cubes)), key);
  return (row) => total - 1 - mirrored(row);
}
