import { alignParts } from './alignParts.ts';
import { matchBranches } from './matchBranches.ts';
import { matchChains } from './matchChains.ts';
import { matchRemainder } from './matchRemainder.ts';
import { matchScans } from './matchScans.ts';
import { Pairing } from './Pairing.ts';
import { nodesOf, type PlanTree } from './PlanTree.ts';

/**
 * Which node of one plan is which of another, of the same query. Identical subtrees first, from the top; then scans of
 * the same relation, joins of the same relations and then of most of them, and what has one input by its kind and that
 * input; the remainder by the edit distance of ordered trees. What is left has come or gone. Each step looks nodes up by
 * what they are known by, so that the time grows with the plans and not with their product.
 */
export function matchPlans(before: PlanTree, after: PlanTree): Pairing {
  const pairing = new Pairing();
  alignParts(before, after);
  const [left, right] = [nodesOf(before), nodesOf(after)];
  matchIdentical(left, right, pairing);
  matchScans(left, right, pairing);
  matchBranches(left, right, pairing);
  matchChains(pairing);
  matchRemainder(left, right, pairing);
  return pairing;
}

/** What names no relation is known by its place only, and is left to later steps. */
function matchIdentical(left: readonly PlanTree[], right: readonly PlanTree[], pairing: Pairing): void {
  const named = namedBeneath([...left, ...right]);
  const keyOf = (tree: PlanTree) => (named.has(tree) ? `${tree.signature} ${tree.part}` : null);
  pairing.byKey(left, right, keyOf, (a, b) => {
    const twins = nodesOf(b);
    for (const [i, node] of nodesOf(a).entries()) {
      const twin = twins[i]!;
      if (!pairing.has(node) && !pairing.has(twin)) pairing.add(node, twin);
    }
  });
}

function namedBeneath(nodes: readonly PlanTree[]): Set<PlanTree> {
  const named = new Set<PlanTree>();
  for (const tree of nodes.toReversed())
    if (tree.identity.alias !== null || tree.children.some((child) => named.has(child))) named.add(tree);
  return named;
}
