import type { Key } from './Key.ts';
import { interleaved, mirrored, type Placement, placement, type Way } from './Placement.ts';
import { measured, type Ties } from './Ties.ts';

/** From here on values come so often that ties show in what ANALYZE measures. */
const noticeable = 0.001;

/**
 * Places rows so that ANALYZE measures a correlation, or the nearest that the values' frequencies allow: rows
 * at random show Σ q² (q a value's share) already, since equal values count as sorted.
 *
 * @param total rows
 */
export function arrangement(
  total: number,
  ties: Ties,
  correlation: number,
  key: Key,
  way: Way = 'forth',
): Placement {
  if (ties.squares < noticeable) return placement(total, correlation, key, way);
  if (correlation >= ties.squares) return interleaved(total, shareFor(ties, correlation, 1), key, way);
  return mirrored(total, interleaved(total, shareFor(ties, correlation, -1), key, way), way);
}

/** The share of rows in place that shows a correlation. */
function shareFor(ties: Ties, correlation: number, sign: 1 | -1): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (sign * measured(ties, middle, sign) < sign * correlation) low = middle;
    else high = middle;
  }
  return high;
}
