import { buffersOf } from '../../evidence/buffersOf.ts';
import { type Measure, type NodeFigures, rowsOf, temporaryOf } from './figures.ts';
import { nodesOf, type PlanTree } from './PlanTree.ts';
import { selfCosts } from './selfCosts.ts';

/**
 * What each node of a plan did itself. Of what runs once and where it is first asked for (InitPlans, CTEs), the amount
 * is counted in the node that asked, and in all above it, besides its own (src/backend/executor/instrument.c): it is
 * taken from there.
 */
export function selfFigures(root: PlanTree): Map<PlanTree, NodeFigures> {
  const nodes = nodesOf(root);
  const pages = selfAmounts(nodes, buffersOf);
  const temporary = selfAmounts(nodes, temporaryOf);
  const costs = selfCosts(root);
  return new Map(
    nodes.map((tree) => [
      tree,
      {
        pages: pages.get(tree) ?? null,
        temporaryPages: temporary.get(tree) ?? null,
        rows: rowsOf(tree.node),
        loops: tree.node['Actual Loops'] ?? null,
        cost: costs.get(tree) ?? null,
      },
    ]),
  );
}

function selfAmounts(nodes: readonly PlanTree[], measure: Measure): Map<PlanTree, number> {
  const self = new Map<PlanTree, number>();
  for (const tree of nodes) {
    const own = measure(tree.node);
    if (own === null) continue;
    self.set(
      tree,
      tree.children.reduce((left, child) => left - (measure(child.node) ?? 0), own),
    );
  }
  for (const part of nodes) {
    if (!runsWhereAskedFor(part) || !part.parent) continue;
    let left = measure(part.node) ?? 0;
    if (left === 0) continue;
    for (const asker of askersOf(part, part.parent)) {
      const amount = Math.min(left, Math.max(0, self.get(asker) ?? 0));
      self.set(asker, (self.get(asker) ?? 0) - amount);
      // It was taken from the node that it is attached to already, which has it through the asker.
      self.set(part.parent, (self.get(part.parent) ?? 0) + amount);
      left -= amount;
      if (left <= 0) break;
    }
  }
  for (const [tree, amount] of self) self.set(tree, Math.max(0, amount));
  return self;
}

/** Not a SubPlan, which runs in the node that it is attached to. */
function runsWhereAskedFor({ node, parent }: PlanTree): boolean {
  return node['Parent Relationship'] === 'InitPlan' && parent !== null;
}

/** In the order of the plan, beneath the node that it is attached to: what reads the CTE, or has the InitPlan's value in a condition. */
function askersOf(part: PlanTree, attached: PlanTree): PlanTree[] {
  const cte = part.part.startsWith('CTE ') ? part.part.slice(4) : null;
  const asks = cte === null ? parameterOf(part) : null;
  return nodesOf(attached).filter((tree) => {
    if (tree === attached || isWithin(tree, part)) return false;
    if (cte !== null) return tree.node['CTE Name'] === cte;
    return conditionsOf(tree).some((text) => asks!.test(text));
  });
}

/** `$0` as it `returns`, before PostgreSQL 17; `(InitPlan 1).col1` since. */
function parameterOf(part: PlanTree): RegExp {
  const names = /\(returns ([^)]*)\)/.exec(String(part.node['Subplan Name']))?.[1];
  if (names === undefined) return new RegExp(String.raw`\(${part.part}\)`);
  return new RegExp(
    names
      .split(',')
      .map((name) => String.raw`\$${name.trim().slice(1)}(?!\d)`)
      .join('|'),
  );
}

function conditionsOf({ node }: PlanTree): string[] {
  return Object.values(node).filter((value) => typeof value === 'string');
}

function isWithin(tree: PlanTree, above: PlanTree): boolean {
  return tree.order >= above.order && tree.order < above.order + above.size;
}
