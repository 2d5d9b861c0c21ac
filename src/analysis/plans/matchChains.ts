import { isBranch } from './matchBranches.ts';
import type { Pairing } from './Pairing.ts';
import type { PlanTree } from './PlanTree.ts';

/** What has one input stands in a chain above a scan or a join: the chains above both of a pair are laid side by side. */
export function matchChains(pairing: Pairing): void {
  for (const [a, b] of [...pairing.forth]) {
    const [left, right] = [chainAbove(a, pairing), chainAbove(b, pairing)];
    if (left.length > 0 && right.length > 0) align(left, right, pairing);
  }
}

function chainAbove(tree: PlanTree, pairing: Pairing): PlanTree[] {
  const chain: PlanTree[] = [];
  let below = tree;
  for (let above = tree.parent; above; above = above.parent) {
    const ends =
      pairing.has(above) || isBranch(above) || above.part !== tree.part || !above.inputs.includes(below);
    if (ends) break;
    chain.push(above);
    below = above;
  }
  return chain;
}

/** The most alike in the same order: the longest common subsequence, weighted. */
function align(left: readonly PlanTree[], right: readonly PlanTree[], pairing: Pairing): void {
  const best = Array.from({ length: left.length + 1 }, () => new Float64Array(right.length + 1));
  for (let i = left.length - 1; i >= 0; i--)
    for (let j = right.length - 1; j >= 0; j--) {
      const alike = likeness(left[i]!, right[j]!);
      const both = alike > 0 ? alike + best[i + 1]![j + 1]! : 0;
      best[i]![j] = Math.max(best[i + 1]![j]!, best[i]![j + 1]!, both);
    }
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    const alike = likeness(left[i]!, right[j]!);
    if (alike > 0 && best[i]![j] === alike + best[i + 1]![j + 1]!) pairing.add(left[i++]!, right[j++]!);
    else if (best[i]![j] === best[i + 1]![j]!) i++;
    else j++;
  }
}

/** How much two nodes do the same: 0 where they do not. */
export function likeness(a: PlanTree, b: PlanTree): number {
  if (a.way === b.way) return 4;
  if (kind(a) !== kind(b)) return 0;
  const type = a.node['Node Type'] === b.node['Node Type'] ? 3 : 2;
  // The aggregate that gives the result is the twin of the one that does it all.
  const whole = (tree: PlanTree) => tree.node['Partial Mode'] !== 'Partial';
  return type + (whole(a) === whole(b) ? 0.5 : 0);
}

/** What it does, however it does it: a Sort may become an Incremental Sort. */
function kind({ node }: PlanTree): string {
  return node['Node Type']
    .replace(/^Incremental /, '')
    .replace(/^Gather Merge$/, 'Gather')
    .replace(/^(?:Group|Unique)$/, 'Aggregate')
    .replace(/^Memoize$/, 'Materialize');
}
