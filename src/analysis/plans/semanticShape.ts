import type { PlanNode } from '../../evidence/ExplainPlan.ts';
import { nodeIdentity } from './nodeIdentity.ts';
import type { PlanNames } from './PlanNames.ts';
import { plumbing } from './planFields.ts';

/**
 * What a plan does, whoever carries it out: without Gather, Hash, Materialize and Memoize, an aggregate in two halves
 * being one, and all that is done with several partitions alike being done once.
 */
export function semanticShape(node: PlanNode, names: PlanNames): unknown {
  const children = node.Plans ?? [];
  if (plumbing.has(node['Node Type']) && children.length === 1) return semanticShape(children[0]!, names);
  const half = node['Partial Mode'] === 'Finalize' ? partialBeneath(node) : null;
  const doer = half ?? node;
  const { kind, table, alias, index, arbiters, keys, conditions } = nodeIdentity(doer, names);
  const own = half ? nodeIdentity(node, names).conditions : conditions;
  const beneath = [...(doer.Plans ?? []), ...(half ? subplansOf(node) : [])].map((child) =>
    semanticShape(child, names),
  );
  if (!isAppend(node)) return [kind, table, alias, index, arbiters, keys, own, beneath];
  // In what order they are read is the planner's choice, and none of the query's.
  const distinct = [...new Map(beneath.map((child) => [JSON.stringify(child), child]))].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  if (distinct.length === 1) return distinct[0]![1];
  return ['Append', keys, distinct.map(([, child]) => child)];
}

/** The first half of an aggregate, of which each worker does one, and which may be sorted before the second. */
function partialBeneath(node: PlanNode): PlanNode | null {
  const [input] = (node.Plans ?? []).filter((child) => child['Subplan Name'] === undefined);
  if (!input) return null;
  if (input['Partial Mode'] === 'Partial') return input;
  const passes = plumbing.has(input['Node Type']) || input['Node Type'] === 'Sort';
  return passes ? partialBeneath(input) : null;
}

function subplansOf(node: PlanNode): PlanNode[] {
  return (node.Plans ?? []).filter((child) => child['Subplan Name'] !== undefined);
}

export function isAppend(node: PlanNode): boolean {
  return node['Node Type'] === 'Append' || node['Node Type'] === 'Merge Append';
}
