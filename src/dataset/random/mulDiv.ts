/** ⌊a·b/c⌋ without rounding, for whole numbers from 0 below 2³¹ and c above 0: a long division in two steps. */
export function mulDiv(a: number, b: number, c: number): number {
  const high = Math.floor(a / 32_768);
  const product = high * b;
  const first = Math.floor(product / c);
  return first * 32_768 + Math.floor(((product - first * c) * 32_768 + (a - high * 32_768) * b) / c);
}
