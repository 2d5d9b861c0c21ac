import type { Pairing } from './Pairing.ts';
import type { PlanTree } from './PlanTree.ts';
import { type RelationSets, relationSets } from './relationSets.ts';

/** From so much in common on, two joins of other relations may be the same join. */
const leastOverlap = 0.5;
/** Beyond, joins of other relations are not compared each with each. */
const mostComparisons = 100_000;

/** Joins, Appends and set operations: of the same relations, then the joins that have most of them in common. */
export function matchBranches(left: readonly PlanTree[], right: readonly PlanTree[], pairing: Pairing): void {
  const sets = relationSets(left, right, pairing);
  const [a, b] = [left.filter(isBranch), right.filter(isBranch)];
  pairing.byKey(a, b, (tree) => `${family(tree)} ${tree.part} ${sets.textOf(tree)} ${tree.way}`);
  pairing.byKey(a, b, (tree) => `${family(tree)} ${tree.part} ${sets.textOf(tree)}`);
  matchLikely(a, b, pairing, sets);
}

/** Whether it takes rows from several nodes; an Append of one partition does so in principle. */
export function isBranch(tree: PlanTree): boolean {
  return tree.inputs.length > 1 || family(tree) === 'Append';
}

function family({ node }: PlanTree): string {
  return node['Join Type'] === undefined ? node['Node Type'].replace(/^Merge Append$/, 'Append') : 'join';
}

function matchLikely(
  left: readonly PlanTree[],
  right: readonly PlanTree[],
  pairing: Pairing,
  sets: RelationSets,
): void {
  const lone = (trees: readonly PlanTree[]) =>
    trees.filter((tree) => !pairing.has(tree) && sets.sizeOf(tree) > 0);
  const [a, b] = [lone(left), lone(right)];
  if (a.length * b.length > mostComparisons) return;
  const likely = a.flatMap((one) =>
    b
      .filter((other) => family(one) === family(other) && one.part === other.part)
      .map((other) => ({ one, other, overlap: sets.overlap(one, other) }))
      .filter(({ overlap }) => overlap >= leastOverlap),
  );
  for (const { one, other } of likely.sort((x, y) => y.overlap - x.overlap))
    if (!pairing.has(one) && !pairing.has(other)) pairing.add(one, other);
}
