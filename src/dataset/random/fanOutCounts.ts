/**
 * Splits children over parents by a histogram of children per parent: exact shares of the parents, and
 * counts that are moved by as little as makes the children add up.
 *
 * @param histogram weights by number of children, ascending
 * @returns how many children the parent of each rank has
 */
export function fanOutCounts(
  histogram: readonly (readonly [children: number, weight: number])[],
  parents: number,
  children: number,
): (rank: number) => number {
  const weights = histogram.reduce((sum, [, weight]) => sum + weight, 0);
  let [cumulative, before] = [0, 0];
  const classes = histogram.map(([count, weight]) => {
    cumulative += weight;
    const until = Math.round((cumulative / weights) * parents);
    const group = { first: before, parents: until - before, children: count * (until - before), count };
    before = until;
    return group;
  });
  const sum = classes.reduce((all, group) => all + group.children, 0);
  move(
    classes.filter(({ count, parents: some }) => count > 0 && some > 0),
    children - sum,
    sum,
  );
  return (rank) => {
    const group = classes.findLast(({ first }) => first <= rank)!;
    const at = rank - group.first;
    const share = group.children / group.parents;
    return Math.floor((at + 1) * share + 1e-9) - Math.floor(at * share + 1e-9);
  };
}

interface Group {
  parents: number;
  children: number;
}

/** Adds to all groups in proportion; takes from each only what leaves one child for each of its parents. */
function move(groups: readonly Group[], difference: number, sum: number): void {
  let open = difference;
  for (const [i, group] of groups.entries()) {
    const share = i === groups.length - 1 ? open : Math.round((difference * group.children) / sum);
    const change = Math.max(share, group.parents - group.children);
    group.children += change;
    open -= change;
  }
  for (const group of [...groups].reverse()) {
    const change = Math.max(open, group.parents - group.children);
    group.children += change;
    open -= change;
  }
  // Fewer children than parents that should have one.
  const last = groups.at(-1);
  if (last !== undefined) last.children += open;
}
