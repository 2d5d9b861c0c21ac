/**
 * Logarithm and exponential from IEEE 754's exact operations alone. Math.log, Math.exp and Math.pow may
 * give another last digit on another engine, and generated rows must not.
 */
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;
const view = new DataView(new ArrayBuffer(8));

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
  // ln m = 2 artanh s, |s| ≤ 0.1716, so that eleven terms reach the last digit.
  const s = (mantissa - 1) / (mantissa + 1);
  const z = s * s;
  let sum = 1 / 23;
  for (let k = 21; k >= 1; k -= 2) sum = sum * z + 1 / k;
  return exponent * ln2High + (2 * s * sum + exponent * ln2Low);
}

/** e to the power of x; 0 and Infinity where a double ends. */
export function exp(x: number): number {
  if (x > 709) return Number.POSITIVE_INFINITY;
  if (x < -708) return 0;
  const k = Math.round(x * Math.LOG2E);
  const r = x - k * ln2High - k * ln2Low;
  let sum = 1;
  for (let n = 14; n >= 1; n--) sum = 1 + (sum * r) / n;
  view.setInt32(0, (k + 1023) << 20);
  view.setInt32(4, 0);
  return sum * view.getFloat64(0);
}
