import type { ExplainPlan } from '../../evidence/ExplainPlan.ts';

/** Clients put a row, a column and a text around it; deeper than this nobody does. */
const deepest = 8;

/** The plans in JSON, however it is wrapped: `[{"QUERY PLAN": "[{\"Plan\": …}]"}]` has one. */
export function plansIn(value: unknown, depth = 0): ExplainPlan[] {
  if (depth > deepest) return [];
  if (typeof value === 'string') return plansIn(jsonText(value), depth + 1);
  if (typeof value !== 'object' || value === null) return [];
  if (isNode((value as Record<string, unknown>)['Plan'])) return [value as ExplainPlan];
  if (isNode(value)) return [{ Plan: value as ExplainPlan['Plan'] }];
  return Object.values(value).flatMap((one) => plansIn(one, depth + 1));
}

function isNode(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Record<string, unknown>)['Node Type'] === 'string'
  );
}

/** What a log's message or a client's cell holds as text. */
function jsonText(text: string): unknown {
  const from = text.search(/[[{]\s*["{]/);
  if (from < 0) return null;
  try {
    return JSON.parse(text.slice(from));
  } catch {
    return null;
  }
}
