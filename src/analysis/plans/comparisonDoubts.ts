import { buffersOf } from '../../evidence/buffersOf.ts';
import type { ExplainPlan, PlanNode } from '../../evidence/ExplainPlan.ts';

/** Why two plans can be compared in part only, a sentence each. */
export function comparisonDoubts(before: ExplainPlan, after: ExplainPlan): string[] {
  return [
    ...otherQuery(before, after),
    ...oneSided(
      before,
      after,
      ({ Plan }) => Plan['Actual Loops'] !== undefined,
      (side) => `Only the plan ${side} was executed (ANALYZE): rows and pages cannot be compared.`,
    ),
    ...oneSided(
      before,
      after,
      ({ Plan }) => buffersOf(Plan) !== null,
      (side, { Plan }) =>
        Plan['Actual Loops'] === undefined
          ? null
          : `Only the plan ${side} says its pages (BUFFERS): the difference is told by cost.`,
    ),
    ...otherSettings(before.Settings ?? {}, after.Settings ?? {}),
    ...oneSided(
      before,
      after,
      ({ Plan }) => some(Plan, isGather),
      (side) => `Only the plan ${side} has parallel workers, among which pages and costs are shared out.`,
    ),
    ...oneSided(
      before,
      after,
      (plan) => plan['JIT'] !== undefined,
      (side) => `Only the plan ${side} was compiled (JIT), which takes time and no pages.`,
    ),
  ];
}

function otherQuery(before: ExplainPlan, after: ExplainPlan): string[] {
  const [a, b] = [before['Query Text'], after['Query Text']];
  if (typeof a === 'string' && typeof b === 'string')
    return spaced(a) === spaced(b) ? [] : ['The plans are of two queries: their texts differ.'];
  const [left, right] = [tablesIn(before.Plan), tablesIn(after.Plan)];
  if (left.size === 0 || right.size === 0 || [...left].some((table) => right.has(table))) return [];
  return ['The plans have no table in common: they seem to be of two queries.'];
}

function spaced(text: string): string {
  return text.trim().replace(/;$/, '').replace(/\s+/g, ' ');
}

function oneSided(
  before: ExplainPlan,
  after: ExplainPlan,
  has: (plan: ExplainPlan) => boolean,
  doubt: (side: 'before' | 'after', plan: ExplainPlan) => string | null,
): string[] {
  if (has(before) === has(after)) return [];
  const text = has(before) ? doubt('before', after) : doubt('after', before);
  return text === null ? [] : [text];
}

/** EXPLAIN (SETTINGS) names those that are not the default's; it says nothing where there are none. */
function otherSettings(before: Record<string, string>, after: Record<string, string>): string[] {
  const value = (settings: Record<string, string>, name: string) =>
    settings[name] === undefined ? 'not said' : settings[name] || "''";
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const others = names.filter((name) => before[name] !== after[name]);
  if (others.length === 0) return [];
  const list = others.map((name) => `${name} ${value(before, name)} → ${value(after, name)}`);
  return [`They were planned under other settings: ${list.join(', ')}.`];
}

function isGather(node: PlanNode): boolean {
  return node['Node Type'].startsWith('Gather');
}

function some(node: PlanNode, is: (node: PlanNode) => boolean): boolean {
  return is(node) || (node.Plans ?? []).some((child) => some(child, is));
}

function tablesIn(node: PlanNode, found = new Set<string>()): Set<string> {
  if (node['Relation Name'] !== undefined) found.add(node['Relation Name']);
  for (const child of node.Plans ?? []) tablesIn(child, found);
  return found;
}
