import type { PlanNode } from '../../evidence/ExplainPlan.ts';
import { nodesOfPlan } from '../../evidence/nodesOfPlan.ts';

export interface Join {
  node: PlanNode;
  /** Aliases beneath, sorted: what tells joins of one query apart. */
  relations: string;
}

export function joinsOf(plan: PlanNode): Join[] {
  return nodesOfPlan(plan)
    .filter((node) => node['Join Type'] !== undefined)
    .map((node) => ({ node, relations: beneath(node).join(', ') }));
}

/** Partitions are numbered as they are left: their table's alias stands for them. */
function beneath(node: PlanNode): string[] {
  const aliases = nodesOfPlan(node).flatMap((one) => {
    const alias = one['Node Type'] === 'Bitmap Index Scan' ? undefined : (one.Alias ?? one['Relation Name']);
    return alias === undefined ? [] : [alias.replace(/_\d+$/, '')];
  });
  return [...new Set(aliases)].sort();
}

export function innerOf(node: PlanNode): PlanNode | undefined {
  return node.Plans?.find((child) => child['Parent Relationship'] === 'Inner');
}

/** Executions of a nested loop's inner side; 0 for other joins, and where the plan was not executed. */
export function innerLoops(node: PlanNode): number {
  return node['Node Type'] === 'Nested Loop' ? (innerOf(node)?.['Actual Loops'] ?? 0) : 0;
}
