import type { PlanTree } from './PlanTree.ts';

/**
 * Each node's own share of the plan's cost; they add up to the whole. A node's cost is that of one execution: the inner
 * side of a nested loop, and a subplan that is not hashed, run as often as what they cost their parent tells, and what
 * is not read to its end, as beneath a Limit, costs a part only.
 */
export function selfCosts(root: PlanTree): Map<PlanTree, number> {
  const self = new Map<PlanTree, number>();
  const total = root.node['Total Cost'];
  if (total === undefined) return self;
  const share = (tree: PlanTree, times: number) => {
    const own = costOf(tree);
    const runs = tree.children.map(() => 1);
    let beneath = tree.children.reduce((sum, child) => sum + costOf(child), 0);
    for (const [i, child] of tree.children.entries()) {
      const once = costOf(child);
      const most = runsAtMost(tree, child);
      if (most <= 1 || once <= 0) continue;
      const more = Math.min(most - 1, Math.max(0, own - beneath) / once);
      runs[i] = 1 + more;
      beneath += more * once;
    }
    const part = beneath > own && beneath > 0 ? own / beneath : 1;
    self.set(tree, times * Math.max(0, own - beneath));
    for (const [i, child] of tree.children.entries()) share(child, times * runs[i]! * part);
  };
  share(root, 1);
  return self;
}

function costOf({ node }: PlanTree): number {
  return node['Total Cost'] ?? 0;
}

/** As far as the plan tells before it has run. */
function runsAtMost(tree: PlanTree, child: PlanTree): number {
  const { node } = tree;
  const relationship = child.node['Parent Relationship'];
  if (relationship === 'SubPlan') return isHashed(tree, child) ? 1 : Number.POSITIVE_INFINITY;
  if (node['Node Type'] !== 'Nested Loop' || relationship !== 'Inner') return 1;
  return tree.inputs[0]?.node['Plan Rows'] ?? 1;
}

function isHashed({ node }: PlanTree, child: PlanTree): boolean {
  return Object.values(node).some(
    (value) => typeof value === 'string' && value.includes(`hashed ${child.part})`),
  );
}
