/**
 * Splits magnitudes, whole numbers of units of 10^-scale up to 2^53, into the digits in base 10,000 that
 * numeric_send sends: most significant first, without zeros at either end.
 */
export function numericDigits(
  scale: number,
): (magnitude: number, digits: Int16Array, at: number) => { count: number; weight: number } {
  // Aligns the point with a border between digits.
  const spare = (4 - (scale % 4)) % 4;
  const unit = 10 ** (4 - spare);
  const lift = 10 ** spare;
  const fractionGroups = (scale + spare) / 4;
  const groups = new Int32Array(8);
  const found = { count: 0, weight: 0 };
  return (magnitude, digits, at) => {
    let rest = magnitude;
    let count = 0;
    if (spare > 0) {
      const next = Math.floor(rest / unit);
      groups[count++] = (rest - next * unit) * lift;
      rest = next;
    }
    while (rest >= 2_147_483_648) {
      const next = Math.floor(rest / 10_000);
      groups[count++] = rest - next * 10_000;
      rest = next;
    }
    for (let whole = rest | 0; whole > 0; ) {
      const next = (whole / 10_000) | 0;
      groups[count++] = whole - next * 10_000;
      whole = next;
    }
    let low = 0;
    while (low < count && groups[low] === 0) low++;
    while (count > low && groups[count - 1] === 0) count--;
    for (let i = count - 1, place = at; i >= low; i--) digits[place++] = groups[i]!;
    found.count = count - low;
    found.weight = found.count === 0 ? 0 : count - 1 - fractionGroups;
    return found;
  };
}
