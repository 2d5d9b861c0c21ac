/** Walker's alias table: draws from weights in constant time. */
export interface AliasTable {
  readonly size: number;
  readonly threshold: Float64Array;
  readonly other: Int32Array;
}

/** @param weights 0 or more, of a sum above 0 */
export function aliasTable(weights: readonly number[]): AliasTable {
  const size = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const share = weights.map((weight) => (weight / total) * size);
  const threshold = new Float64Array(size).fill(1);
  const other = Int32Array.from({ length: size }, (_, i) => i);
  const small = [...share.keys()].filter((i) => share[i]! < 1);
  const large = [...share.keys()].filter((i) => share[i]! >= 1);
  while (small.length > 0 && large.length > 0) {
    const [less, more] = [small.pop()!, large.at(-1)!];
    threshold[less] = share[less]!;
    other[less] = more;
    share[more]! -= 1 - share[less]!;
    if (share[more]! < 1) small.push(large.pop()!);
  }
  // Rounding can leave small entries over; a value of weight 0 must not be among the drawn.
  for (const left of small) if (weights[left] === 0) [threshold[left], other[left]] = [0, heaviest(weights)];
  return { size, threshold, other };
}

export function drawAlias({ size, threshold, other }: AliasTable, share: number): number {
  const scaled = share * size;
  const index = Math.floor(scaled);
  return scaled - index < threshold[index]! ? index : other[index]!;
}

function heaviest(weights: readonly number[]): number {
  return weights.indexOf(Math.max(...weights));
}
