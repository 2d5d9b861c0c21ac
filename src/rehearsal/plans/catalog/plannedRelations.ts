import type { ExplainPlan, PlanNode } from '../../../evidence/ExplainPlan.ts';

/** A relation under the names that EXPLAIN (VERBOSE) writes, unquoted. */
export interface PlannedRelation {
  schema: string;
  name: string;
}

/** The relations that plans read or write, each once. */
export function plannedRelations(plans: readonly ExplainPlan[]): PlannedRelation[] {
  const found = new Map<string, PlannedRelation>();
  const look = (node: PlanNode) => {
    const { Schema: schema, 'Relation Name': name } = node;
    if (schema !== undefined && name !== undefined)
      found.set(JSON.stringify([schema, name]), { schema, name });
    // Those that ModifyTable writes to are not nodes: one is named on it, several are listed.
    const targets = node['Target Tables'];
    if (Array.isArray(targets)) for (const target of targets as PlanNode[]) look(target);
    for (const child of node.Plans ?? []) look(child);
  };
  for (const { Plan } of plans) look(Plan);
  return [...found.values()];
}
