import type { NodeChange, NodeMark } from '../../analysis/plans/diffPlans.ts';
import type { PlanNode } from '../../evidence/ExplainPlan.ts';

/** A child that is shown, or how many nodes stand in its place. */
export interface FoldedChild {
  child: PlanNode;
  /** 0 for one that is shown. */
  nodes: number;
  /** Whether they are siblings that all became the same; else they are unchanged. */
  alike: boolean;
  mark: NodeMark;
}

/** Fewer are as quickly read as counted. */
const leastFolded = 3;
/** Of siblings that all became the same, such as partitions. */
const shownAlike = 2;

/** Children with long unchanged stretches and long rows of siblings alike folded. */
export function foldedChildren(
  { Plans = [] }: PlanNode,
  known: ReadonlyMap<PlanNode, NodeChange>,
  unchanged: ReadonlyMap<PlanNode, number>,
): FoldedChild[] {
  const shown: FoldedChild[] = [];
  for (let i = 0; i < Plans.length; ) {
    const run = runFrom(Plans, i, (child) => unchanged.get(child)! > 0);
    const nodes = run.reduce((sum, child) => sum + unchanged.get(child)!, 0);
    if (nodes > leastFolded) shown.push({ child: run[0]!, nodes, alike: false, mark: 'same' });
    else for (const child of run) shown.push(whole(child));
    i += run.length;
    if (run.length > 0) continue;
    const like = runFrom(Plans, i, (child) => kindOf(child, known) === kindOf(Plans[i]!, known));
    const hidden = like.length - shownAlike;
    const first = hidden > leastFolded ? like.slice(0, shownAlike) : like;
    for (const child of first) shown.push(whole(child));
    if (hidden > leastFolded) {
      const mark = known.get(like[0]!)!.mark;
      shown.push({ child: like[shownAlike]!, nodes: hidden, alike: true, mark });
    }
    i += like.length;
  }
  return shown;
}

function whole(child: PlanNode): FoldedChild {
  return { child, nodes: 0, alike: false, mark: 'same' };
}

function runFrom(children: readonly PlanNode[], from: number, is: (child: PlanNode) => boolean): PlanNode[] {
  let to = from;
  while (to < children.length && is(children[to]!)) to++;
  return children.slice(from, to);
}

/** What became of it and of all beneath it, whatever relation it reads. */
function kindOf(node: PlanNode, known: ReadonlyMap<PlanNode, NodeChange>): string {
  const { mark, before } = known.get(node)!;
  const beneath = (node.Plans ?? []).map((child) => kindOf(child, known));
  return JSON.stringify([mark, node['Node Type'], before?.['Node Type'], node['Subplan Name'], beneath]);
}
