import type { Pairing } from './Pairing.ts';
import { nodesOf, type PlanTree } from './PlanTree.ts';
import { isBitmap } from './planFields.ts';

/**
 * Scans of the same relation under the same alias; a partition under another number; one partition for another of the
 * table, as when it was renamed; what the query calls the same; and what went from a subplan into the query, or back.
 */
export function matchScans(left: readonly PlanTree[], right: readonly PlanTree[], pairing: Pairing): void {
  const [a, b] = [left.filter(isScan), right.filter(isScan)];
  pairing.byKey(a, b, ({ part, identity, node }) => key(part, identity.relation, node.Alias));
  pairing.byKey(a, b, ({ part, identity }) => key(part, identity.relation, identity.alias));
  pairing.byKey(a, b, ({ part, identity }) => key(part, identity.alias));
  pairing.byKey(a, b, ({ part, node }) => key(part, node.Alias));
  pairing.byKey(a, b, ({ identity }) => key(identity.relation, identity.alias));
  for (const scan of a) {
    const twin = pairing.forth.get(scan);
    if (twin) matchBitmaps(scan, twin, pairing);
  }
}

/** What reads rows from elsewhere than from another node. */
export function isScan(tree: PlanTree): boolean {
  if (tree.identity.alias === null) return false;
  return tree.inputs.every(({ node }) => isBitmap(node));
}

/** The same index with the same condition; the same index; and what is left in its order. */
function matchBitmaps(scan: PlanTree, twin: PlanTree, pairing: Pairing): void {
  const bitmaps = (tree: PlanTree) => tree.inputs.filter(({ node }) => isBitmap(node)).flatMap(nodesOf);
  const [a, b] = [bitmaps(scan), bitmaps(twin)];
  if (a.length === 0 || b.length === 0) return;
  pairing.byKey(a, b, ({ way }) => way);
  pairing.byKey(a, b, ({ identity }) => identity.index);
  pairing.byKey(a, b, ({ node }) => node['Node Type']);
}

function key(...parts: unknown[]): string {
  return JSON.stringify(parts.map((part) => part ?? null));
}
