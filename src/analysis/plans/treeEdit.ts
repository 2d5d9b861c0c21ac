export interface OrderedTree<T> {
  item: T;
  children: OrderedTree<T>[];
}

/**
 * The pairs of the cheapest way from one ordered forest to another, where a node that goes or comes costs 1: Zhang and
 * Shasha, "Simple Fast Algorithms for the Editing Distance between Trees and Related Problems", 1989.
 * @param cost of a pair; Infinity for two that cannot be one
 */
export function treeEdit<T>(
  left: readonly OrderedTree<T>[],
  right: readonly OrderedTree<T>[],
  cost: (a: T, b: T) => number,
): [T, T][] {
  // Both forests hang below a root, which is the other's.
  const root = (children: readonly OrderedTree<T | null>[]) => ({ item: null, children: [...children] });
  const [a, b] = [postorder<T | null>(root(left)), postorder<T | null>(root(right))];
  const price = (m: number, n: number) => {
    const [one, other] = [a.items[m]!, b.items[n]!];
    if (one === null || other === null) return one === other ? 0 : Number.POSITIVE_INFINITY;
    return cost(one, other);
  };
  const distance = a.items.map(() => new Float64Array(b.items.length));
  const tables = (i: number, j: number) => {
    const [fromA, fromB] = [a.first[i]!, b.first[j]!];
    const [rows, columns] = [i - fromA + 2, j - fromB + 2];
    const forest = Array.from({ length: rows }, () => new Float64Array(columns));
    for (let x = 1; x < rows; x++) forest[x]![0] = x;
    for (let y = 1; y < columns; y++) forest[0]![y] = y;
    for (let x = 1; x < rows; x++)
      for (let y = 1; y < columns; y++) {
        const [m, n] = [fromA + x - 1, fromB + y - 1];
        const apart = Math.min(forest[x - 1]![y]! + 1, forest[x]![y - 1]! + 1);
        if (a.first[m] === fromA && b.first[n] === fromB) {
          forest[x]![y] = Math.min(apart, forest[x - 1]![y - 1]! + price(m, n));
          distance[m]![n] = forest[x]![y]!;
        } else {
          const beside = forest[a.first[m]! - fromA]![b.first[n]! - fromB]!;
          forest[x]![y] = Math.min(apart, beside + distance[m]![n]!);
        }
      }
    return forest;
  };
  for (const i of a.roots) for (const j of b.roots) tables(i, j);

  const pairs: [T, T][] = [];
  const follow = (i: number, j: number) => {
    const [fromA, fromB] = [a.first[i]!, b.first[j]!];
    const forest = tables(i, j);
    let [x, y] = [i - fromA + 1, j - fromB + 1];
    while (x > 0 && y > 0) {
      const [m, n] = [fromA + x - 1, fromB + y - 1];
      if (forest[x]![y] === forest[x - 1]![y]! + 1) x--;
      else if (forest[x]![y] === forest[x]![y - 1]! + 1) y--;
      else if (a.first[m] === fromA && b.first[n] === fromB) {
        const [one, other] = [a.items[m]!, b.items[n]!];
        if (one !== null && other !== null) pairs.push([one, other]);
        [x, y] = [x - 1, y - 1];
      } else {
        follow(m, n);
        [x, y] = [a.first[m]! - fromA, b.first[n]! - fromB];
      }
    }
  };
  follow(a.items.length - 1, b.items.length - 1);
  return pairs;
}

/** Items in postorder, with the first leaf of each, and the last item of each with the same first leaf. */
function postorder<T>(root: OrderedTree<T>) {
  const items: T[] = [];
  const first: number[] = [];
  const visit = ({ item, children }: OrderedTree<T>): number => {
    let leaf = -1;
    for (const child of children) {
      const found = visit(child);
      if (leaf < 0) leaf = found;
    }
    items.push(item);
    first.push(leaf < 0 ? items.length - 1 : leaf);
    return first.at(-1)!;
  };
  visit(root);
  const last = new Map(first.map((leaf, i) => [leaf, i]));
  return { items, first, roots: [...last.values()].sort((x, y) => x - y) };
}
