/**
 * Logarithm and exponential from IEEE 754's exact operations alone. Math.log, Math.exp and Math.pow may
 * give another last digit on another engine, and generated rows must not.
 */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const view = new DataView(new ArrayBuffer(8));

/** 1, 1/3, 1/5 … 1/23. */
const oddReciprocals = Float64Array.from({ length: 12 }, (_, i) => 1 / (2 * i + 1));

/** Natural logarithm of a positive, finite number. */
export function log(x: number): number {
  view.setFloat64(0, x < 1e-300 ? x * 2 ** 64 : x);
  const word = view.getInt32(0);
  let exponent = (word >>> 20) - 1023 - (x < 1e-300 ? 64 : 0);
  view.setInt32(0, (word & 0xfffff) | 0x3ff00000);
  let mantissa = view.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  // ln m = 2 artanh s, |s| ≤ 0.1716, so that twelve terms reach the last digit.
  const s = (mantissa - 1) / (mantissa + 1);
  const z = s * s;
  let sum = oddReciprocals[11]!;
  for (let i = 10; i >= 0; i--) sum = sum * z + oddReciprocals[i]!;
  return exponent * ln2High + (2 * s * sum + exponent * ln2Low);
}

const steps = 32;
/** 2^(i/32), by the series for e^x. */
const roots = Float64Array.from({ length: steps }, (_, i) => {
  const r = (i * ln2High) / steps + (i * ln2Low) / steps;
  let sum = 1;
  for (let n = 20; n >= 1; n--) sum = 1 + (sum * r) / n;
  return sum;
});

/** e to the power of x; 0 and Infinity where a double ends. */
export function exp(x: number): number {
  if (x > 709) return Number.POSITIVE_INFINITY;
  if (x < -708) return 0;
  const k = Math.round(x * Math.LOG2E * steps);
  // |r| ≤ ln 2/64: six terms of the series reach the last digit.
  const r = x - (k / steps) * ln2High - (k / steps) * ln2Low;
  const series = 1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720))))));
  const whole = Math.floor(k / steps);
  view.setInt32(0, (whole + 1023) << 20);
  view.setInt32(4, 0);
  return roots[k - whole * steps]! * series * view.getFloat64(0);
}
