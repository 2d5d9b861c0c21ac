import { comparisonDoubts } from '../../analysis/plans/comparisonDoubts.ts';
import { type Culprit, diffPlans, type NodeChange } from '../../analysis/plans/diffPlans.ts';
import { fingerprint } from '../../analysis/plans/fingerprint.ts';
import { nodeDifferences } from '../../analysis/plans/nodeDifferences.ts';
import { nodeText } from '../../analysis/plans/nodeText.ts';
import type { ExplainPlan, PlanNode } from '../../evidence/ExplainPlan.ts';
import { differenceFigures } from './differenceFigures.ts';

/** The difference of two plans for programs; nodes are named by their path in either plan: `Plan.Plans[0]`. */
export function planDifferenceJson(before: ExplainPlan, after: ExplainPlan) {
  const difference = diffPlans(before, after);
  const paths = new Map([...pathsIn(before.Plan, 'Plan'), ...pathsIn(after.Plan, 'Plan')]);
  const place = (node: PlanNode | null) => node && { path: paths.get(node)!, text: nodeText(node) };
  const culpritOf = ({ node, nodes, ...culprit }: Culprit) => ({
    ...culprit,
    node: place(node),
    nodes: nodes.map((one) => paths.get(one)!),
  });
  const changeOf = ({ mark, before: a, after: b, figures }: NodeChange) => ({
    mark,
    before: place(a),
    after: place(b),
    figures,
    fields: a && b && mark !== 'same' ? nodeDifferences(a, b) : [],
  });
  return {
    differ: difference.changes.some(({ mark }) => mark !== 'same'),
    doubts: comparisonDoubts(before, after),
    figures: differenceFigures(before, after),
    fingerprints: { before: fingerprint(before), after: fingerprint(after) },
    culprits: difference.culprits.map(culpritOf),
    nodes: difference.changes.map(changeOf),
  };
}

function pathsIn(node: PlanNode, path: string): [PlanNode, string][] {
  return [[node, path], ...(node.Plans ?? []).flatMap((child, i) => pathsIn(child, `${path}.Plans[${i}]`))];
}
