import { likeness } from './matchChains.ts';
import type { Pairing } from './Pairing.ts';
import type { PlanTree } from './PlanTree.ts';
import { type OrderedTree, treeEdit } from './treeEdit.ts';

/** Beyond, what is left is paired in its order: the edit distance takes the product of both sizes at least. */
const mostComparisons = 10_000;

/** What has found no twin, beneath each pair of nodes that have, by the edit distance of ordered trees. */
export function matchRemainder(
  left: readonly PlanTree[],
  right: readonly PlanTree[],
  pairing: Pairing,
): void {
  const [a, b] = [remainders(left, pairing), remainders(right, pairing)];
  for (const [above, forest] of a) {
    const twin = above === null ? null : pairing.forth.get(above);
    const others = twin === undefined ? undefined : b.get(twin);
    if (!others) continue;
    for (const part of new Set(forest.map(({ item }) => item.part))) {
      const ours = forest.filter(({ item }) => item.part === part);
      const theirs = others.filter(({ item }) => item.part === part);
      if (sizeOf(ours) * sizeOf(theirs) <= mostComparisons) {
        for (const [one, other] of treeEdit(ours, theirs, cost)) pairing.add(one, other);
      } else pairing.byKey(ours.flatMap(all), theirs.flatMap(all), ({ node }) => node['Node Type']);
    }
  }
}

/** Of a pair; to let one go and another come costs 2. */
function cost(a: PlanTree, b: PlanTree): number {
  const alike = likeness(a, b);
  return alike === 0 ? Number.POSITIVE_INFINITY : 1 - alike / 8;
}

/** Unpaired nodes by the nearest pair above them, null for none; those beneath others of them hang below these. */
function remainders(
  nodes: readonly PlanTree[],
  pairing: Pairing,
): Map<PlanTree | null, OrderedTree<PlanTree>[]> {
  const forests = new Map<PlanTree | null, OrderedTree<PlanTree>[]>();
  const places = new Map<PlanTree, OrderedTree<PlanTree>>();
  for (const tree of nodes) {
    if (pairing.has(tree)) continue;
    const place: OrderedTree<PlanTree> = { item: tree, children: [] };
    places.set(tree, place);
    const parent = tree.parent;
    const above = parent && places.get(parent);
    if (above && parent.part === tree.part) {
      above.children.push(place);
      continue;
    }
    const pair = parent && nearestPair(parent, pairing);
    const known = forests.get(pair);
    if (known) known.push(place);
    else forests.set(pair, [place]);
  }
  return forests;
}

function nearestPair(tree: PlanTree, pairing: Pairing): PlanTree | null {
  for (let above: PlanTree | null = tree; above; above = above.parent) if (pairing.has(above)) return above;
  return null;
}

function all({ item, children }: OrderedTree<PlanTree>): PlanTree[] {
  return [item, ...children.flatMap(all)];
}

function sizeOf(forest: readonly OrderedTree<PlanTree>[]): number {
  return forest.reduce((sum, { children }) => sum + 1 + sizeOf(children), 0);
}
