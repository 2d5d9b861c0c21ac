import type { PlanNode } from '../../evidence/ExplainPlan.ts';

/** `Hash Join (Left)`, `Aggregate (Hashed)`. */
export function nodeType({ 'Node Type': type, 'Join Type': join, Strategy: strategy }: PlanNode): string {
  if (join !== undefined && join !== 'Inner') return `${type} (${join})`;
  return strategy !== undefined && strategy !== 'Plain' ? `${type} (${strategy})` : type;
}

/** `public.orders o`; '' where it reads no relation. */
export function nodeRelation({ 'Relation Name': relation, Schema: schema, Alias: alias }: PlanNode): string {
  if (relation === undefined) return '';
  const name = schema === undefined ? relation : `${schema}.${relation}`;
  return alias === undefined || alias === relation ? name : `${name} ${alias}`;
}

/** `Index Scan using orders_code_idx on public.orders o`. */
export function nodeText(node: PlanNode): string {
  const relation = nodeRelation(node);
  const index = node['Index Name'];
  return `${nodeType(node)}${index ? ` using ${index}` : ''}${relation ? ` on ${relation}` : ''}`;
}
