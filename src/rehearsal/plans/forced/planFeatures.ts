import type { ExplainPlan, PlanNode } from '../../../evidence/ExplainPlan.ts';
import type { PlanCatalog } from '../../../evidence/PlanCatalog.ts';

/** What a planner may choose, and how often a plan has it: `scan public.orders: Seq Scan`, `Hash Join`, `parallel`. */
export type PlanFeatures = ReadonlyMap<string, number>;

const joins = new Set(['Nested Loop', 'Hash Join', 'Merge Join']);
const single = new Set(['Sort', 'Incremental Sort', 'Memoize', 'Materialize']);
const gathers = new Set(['Gather', 'Gather Merge']);

/** @param catalog by which partitions and indexes are known, whatever their names */
export function planFeatures(plan: ExplainPlan, catalog: PlanCatalog | undefined): PlanFeatures {
  const found = new Map<string, number>();
  const add = (feature: string) => found.set(feature, (found.get(feature) ?? 0) + 1);
  const look = (node: PlanNode) => {
    // One that is disabled is there because there is nothing else, not because it was chosen.
    if (node['Disabled'] !== true) for (const feature of featuresOf(node, catalog)) add(feature);
    for (const child of node.Plans ?? []) look(child);
  };
  look(plan.Plan);
  if (plan['JIT'] !== undefined) add('JIT');
  return found;
}

function featuresOf(node: PlanNode, catalog: PlanCatalog | undefined): string[] {
  const type = node['Node Type'];
  if (joins.has(type) || single.has(type)) return [type];
  if (gathers.has(type)) return ['parallel'];
  if (type === 'Aggregate') return [`Aggregate: ${node.Strategy}`];
  if (node['Relation Name'] === undefined || !type.endsWith('Scan')) return [];
  const table = tableOf(node, catalog);
  const index = indexOf(node);
  const definition = catalog?.indexes.find(({ name }) => name === index)?.definition ?? index;
  return [`scan ${table}: ${type}`, ...(definition ? [`scan ${table} by ${definition}`] : [])];
}

function tableOf(
  { Schema: schema, 'Relation Name': name }: PlanNode,
  catalog: PlanCatalog | undefined,
): string {
  const table = catalog?.tables.find((one) => one.schema === schema && one.name === name);
  const root = table?.root === null ? table : catalog?.tables.find(({ oid }) => oid === table?.root);
  return root ? `${root.oid}` : `${schema}.${name}`;
}

/** A bitmap's index is named on the node below. */
function indexOf(node: PlanNode): string | undefined {
  const below = node.Plans?.find((child) => child['Node Type'].startsWith('Bitmap'));
  return node['Index Name'] ?? (below ? indexOf(below) : undefined);
}

/** What one has more of than the other. */
export function surplus(of: PlanFeatures, over: PlanFeatures): string[] {
  return [...of].flatMap(([feature, count]) => (count > (over.get(feature) ?? 0) ? [feature] : []));
}

/** How far two plans are apart: choices that only one of them has made. */
export function distance(a: PlanFeatures, b: PlanFeatures): number {
  const all = new Set([...a.keys(), ...b.keys()]);
  return [...all].reduce((sum, feature) => sum + Math.abs((a.get(feature) ?? 0) - (b.get(feature) ?? 0)), 0);
}
