import { diffPlans, type NodeMark, type PlanDifference } from '../../../analysis/plans/diffPlans.ts';
import { selfBuffers } from '../../../analysis/plans/PlanTree.ts';
import { maskedPartition } from '../../../analysis/plans/partitions.ts';
import type { ExplainPlan, PlanNode } from '../../../evidence/ExplainPlan.ts';
import { nodesOfPlan } from '../../../evidence/nodesOfPlan.ts';
import { alignTrees } from './alignTrees.ts';

/** Fewer unchanged nodes, or partitions alike, are shown as they are. */
const leastFolded = 2;
const leastAlike = 4;

/** What the lines of one or two trees depend on. */
export interface ComparedPlans extends Pick<PlanDifference, 'marks' | 'culprit'> {
  /** Of each pair either node's other one. */
  twins: ReadonlyMap<PlanNode, PlanNode>;
  /** Roots of subtrees that are the same in both trees. */
  folds: ReadonlySet<PlanNode>;
  /** How many empty lines stand before a node's. */
  gaps: ReadonlyMap<PlanNode, number>;
  /** The most pages that a node of either tree reads itself; 1 at least. */
  mostPages: number;
}

/** @param alike whether they are one plan by the catalogs, whatever it names */
export function comparePlans(before: ExplainPlan, after: ExplainPlan, alike = false): ComparedPlans {
  const { marks, culprit, pairs } = diffPlans(before, after, { alike });
  const folds = foldsOf(before.Plan, pairs, marks);
  const rows = (root: PlanNode) => {
    const found: PlanNode[] = [];
    const visit = (node: PlanNode) => {
      found.push(node);
      if (folds.has(node)) return;
      for (const line of linesBeneath(node, { marks, culprit }))
        if (Array.isArray(line)) found.push(line[0]!);
        else visit(line);
    };
    visit(root);
    return found;
  };
  return {
    marks,
    culprit,
    twins: new Map([...pairs, ...[...pairs].map(([a, b]): [PlanNode, PlanNode] => [b, a])]),
    folds,
    gaps: alignTrees(rows(before.Plan), rows(after.Plan), pairs),
    mostPages: mostPages(before.Plan, after.Plan),
  };
}

export function planAlone({ Plan }: ExplainPlan): ComparedPlans {
  const none = new Map<PlanNode, never>();
  return {
    marks: none,
    culprit: null,
    twins: none,
    folds: new Set(),
    gaps: none,
    mostPages: mostPages(Plan),
  };
}

/** A node's children as they are shown: of partitions that are read alike one, and then the others together. */
export function linesBeneath(
  { Plans = [] }: PlanNode,
  { marks, culprit }: Pick<ComparedPlans, 'marks' | 'culprit'>,
): (PlanNode | PlanNode[])[] {
  if (Plans.length < leastAlike) return Plans;
  const runs: PlanNode[][] = [];
  let last = '';
  for (const child of Plans) {
    const key = `${marks.get(child) ?? ''} ${likeness(child)}`;
    if (key === last) runs.at(-1)!.push(child);
    else runs.push([child]);
    last = key;
  }
  return runs.flatMap((run): (PlanNode | PlanNode[])[] => {
    if (run.length < leastAlike) return run;
    const shown = run.find((node) => node === culprit?.node) ?? run[0]!;
    return [shown, run.filter((node) => node !== shown)];
  });
}

/** What a node does and how, the numbers of partitions apart. */
function likeness(node: PlanNode): string {
  const { 'Node Type': type, 'Relation Name': relation = '', 'Index Name': index = '', Plans = [] } = node;
  return JSON.stringify([type, maskedPartition(relation), index.replace(/\d+/g, '?'), Plans.map(likeness)]);
}

function mostPages(...roots: PlanNode[]): number {
  return Math.max(1, ...roots.flatMap(nodesOfPlan).map((node) => selfBuffers(node) ?? 0));
}

/** Both roots of each pair of subtrees in which every node is the same. */
function foldsOf(
  root: PlanNode,
  pairs: ReadonlyMap<PlanNode, PlanNode>,
  marks: ReadonlyMap<PlanNode, NodeMark>,
): Set<PlanNode> {
  const folds = new Set<PlanNode>();
  const visit = (node: PlanNode) => {
    const twin = pairs.get(node);
    const left = nodesOfPlan(node);
    const right = twin ? nodesOfPlan(twin) : [];
    const same =
      left.length === right.length &&
      left.every((one, index) => marks.get(one) === 'same' && pairs.get(one) === right[index]);
    if (same && left.length >= leastFolded) for (const one of [node, twin!]) folds.add(one);
    else for (const child of node.Plans ?? []) visit(child);
  };
  visit(root);
  return folds;
}
