import { log } from './elementary.ts';

/**
 * The standard normal distribution's quantile for a share in (0, 1), to 1.2e-9 relative: P. J. Acklam's
 * rational approximation.
 */
export function normalQuantile(share: number): number {
  if (share < 0.02425) return tail(Math.sqrt(-2 * log(share)));
  if (share > 1 - 0.02425) return -tail(Math.sqrt(-2 * log(1 - share)));
  const q = share - 0.5;
  const r = q * q;
  return (horner(a, r) * q) / (horner(b, r) * r + 1);
}

function tail(q: number): number {
  return horner(c, q) / (horner(d, q) * q + 1);
}

function horner(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) sum = sum * x + coefficients[i]!;
  return sum;
}

const a = [
  -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
  2.506628277459239,
];
const b = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
const c = [
  -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const d = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
