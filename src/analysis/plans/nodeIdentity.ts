import type { PlanNode } from '../../evidence/ExplainPlan.ts';
import type { PlanNames } from './PlanNames.ts';
import { conditionFields, keyFields, kindFields, roleFields } from './planFields.ts';

/** What a node does and how, without any figure: what fingerprints and the matching of nodes are made of. */
export interface NodeIdentity {
  /** Values of `kindFields`. */
  kind: unknown[];
  /** Values of `roleFields`. */
  role: unknown[];
  relation: string | null;
  table: string | null;
  alias: string | null;
  index: string | null;
  /** Indexes that ON CONFLICT asks. */
  arbiters: unknown;
  keys: unknown[];
  conditions: unknown[];
}

export function nodeIdentity(node: PlanNode, names: PlanNames): NodeIdentity {
  const arbiters = node['Conflict Arbiter Indexes'];
  return {
    kind: kindFields.map((field) => node[field] ?? null),
    role: [...roleFields.map((field) => node[field] ?? null), partName(node) ?? null],
    relation: names.relation(node),
    table: names.table(node),
    alias: names.alias(node),
    index: names.index(node),
    arbiters: Array.isArray(arbiters)
      ? arbiters.map((index) => names.index({ ...node, 'Index Name': String(index) })).sort()
      : null,
    keys: keyFields.map((field) => names.keys(node[field])),
    conditions: conditionFields.map((field) => names.condition(node[field])),
  };
}

/** `InitPlan 1`, `SubPlan 2`, `CTE recent`; before PostgreSQL 17 followed by ` (returns $0)`. */
export function partName(node: PlanNode): string | undefined {
  const name = node['Subplan Name'];
  return typeof name === 'string' ? name.replace(/ \(returns .*\)$/, '') : undefined;
}
