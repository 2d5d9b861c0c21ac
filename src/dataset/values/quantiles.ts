import type { Bounded } from '../../scenario/columns/Bounded.ts';
import { arrangement } from '../random/arrangement.ts';
import { drawShares } from '../random/draw.ts';
import { keyOf } from '../random/Key.ts';
import type { Ties } from '../random/Ties.ts';
import type { SourceContext } from './ValueSource.ts';
import { batchRows } from './Vector.ts';

/** A distribution: the value below which a share in [0, 1) of all values lies. */
export type Quantile = (share: number) => number;

const noTies: Ties = { squares: 0, cubes: 0, cross: 0 };

/**
 * Gives each row's share in [0, 1) of a distribution. Without correlation each row draws for itself; with it
 * the row's place among all rows decides, so that the values also cover the distribution evenly.
 *
 * @param ties of the values in their order, where they come often
 */
export function drawQuantiles(
  correlation: number,
  { key, rows: total }: Pick<SourceContext, 'key' | 'rows'>,
  ties: Ties = noTies,
): (rows: Int32Array, count: number) => Float64Array {
  const shares = new Float64Array(batchRows);
  if (correlation === 0)
    return (rows, count) => {
      drawShares(key, rows, count, shares);
      return shares;
    };
  const place = arrangement(total, ties, correlation, keyOf(...key, 'place'));
  return (rows, count) => {
    drawShares(key, rows, count, shares);
    for (let i = 0; i < count; i++) shares[i] = (place(rows[i]!) + shares[i]!) / total;
    return shares;
  };
}

/** Fills values from a distribution. */
export function fillQuantiles(
  quantile: Quantile,
  correlation: number,
  context: SourceContext,
  values: Float64Array,
  ties: Ties = noTies,
): (rows: Int32Array, count: number) => void {
  const draw = drawQuantiles(correlation, context, ties);
  return (rows, count) => {
    const shares = draw(rows, count);
    for (let i = 0; i < count; i++) values[i] = quantile(shares[i]!);
  };
}

/** Cuts a distribution at its bounds: what lies outside is spread over what lies inside. */
export function truncated(quantile: Quantile, { min, max }: Bounded): Quantile {
  const low = min === undefined ? 2 ** -54 : shareBelow(quantile, min);
  const high = max === undefined ? 1 - 2 ** -53 : shareBelow(quantile, max);
  return (share) => quantile(low + share * (high - low));
}

function shareBelow(quantile: Quantile, value: number): number {
  let [low, high] = [2 ** -54, 1 - 2 ** -53];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (quantile(middle) < value) low = middle;
    else high = middle;
  }
  return high;
}

/** Rounds to a number of decimals; null leaves a value as it is. */
export function rounded(quantile: Quantile, decimals: number | null, { min, max }: Bounded = {}): Quantile {
  if (decimals === null) return quantile;
  const factor = 10 ** decimals;
  const least = min === undefined ? Number.NEGATIVE_INFINITY : Math.ceil(min * factor) / factor;
  const most = max === undefined ? Number.POSITIVE_INFINITY : Math.floor(max * factor) / factor;
  return (share) => {
    const value = Math.round(quantile(share) * factor) / factor;
    return Math.min(Math.max(value, least), most);
  };
}
