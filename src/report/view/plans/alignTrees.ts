/**
 * Where two lists of lines leave gaps, so that the lines of a pair come to lie beside each other. Pairs that cross others
 * stay where they are: the longest run of pairs in order on both sides is taken.
 * @returns for each line, how many empty ones stand before it
 */
export function alignTrees<Line>(
  left: readonly Line[],
  right: readonly Line[],
  pairs: ReadonlyMap<Line, Line>,
): Map<Line, number> {
  const places = new Map(right.map((line, index) => [line, index]));
  const gaps = new Map<Line, number>();
  let [i, j] = [0, 0];
  for (const [a, b] of longestRun(left, places, pairs)) {
    const [aboveLeft, aboveRight] = [a - i, b - j];
    if (aboveLeft < aboveRight) gaps.set(left[a]!, aboveRight - aboveLeft);
    if (aboveRight < aboveLeft) gaps.set(right[b]!, aboveLeft - aboveRight);
    [i, j] = [a + 1, b + 1];
  }
  return gaps;
}

function longestRun<Line>(
  left: readonly Line[],
  places: ReadonlyMap<Line, number>,
  pairs: ReadonlyMap<Line, Line>,
): [number, number][] {
  const candidates = left.flatMap((line, index): [number, number][] => {
    const twin = pairs.get(line);
    const place = twin === undefined ? undefined : places.get(twin);
    return place === undefined ? [] : [[index, place]];
  });
  const best: { length: number; from: number }[] = [];
  for (const [k, [, place]] of candidates.entries()) {
    best.push({ length: 1, from: -1 });
    for (let m = 0; m < k; m++)
      if (candidates[m]![1] < place && best[m]!.length + 1 > best[k]!.length)
        best[k] = { length: best[m]!.length + 1, from: m };
  }
  const run: [number, number][] = [];
  let at = best.reduce((top, { length }, k) => (top < 0 || length > best[top]!.length ? k : top), -1);
  for (; at >= 0; at = best[at]!.from) run.unshift(candidates[at]!);
  return run;
}
