import type { ExplainPlan, PlanNode } from '../../../evidence/ExplainPlan.ts';

/** How much of a page plans may fill as JSON; result.json has all of them. */
const mostCharacters = 1_000_000;

/** Plans as JSON, to be copied into other viewers, as long as there is room. */
export class JsonRoom {
  #left = mostCharacters;

  /** As EXPLAIN (FORMAT JSON) gives it, a line for each node; null where the page is full. */
  take(plan: ExplainPlan): string | null {
    const text = explainJson(plan);
    if (text.length > this.#left) return null;
    this.#left -= text.length;
    return text;
  }
}

export function explainJson({ Plan, ...others }: ExplainPlan): string {
  const fields = [`"Plan": ${nodeJson(Plan, '')}`, ...fieldsJson(others)];
  return `[{${fields.join(',\n')}}]`;
}

function nodeJson({ Plans, ...fields }: PlanNode, indent: string): string {
  const own = fieldsJson(fields).join(', ');
  if (!Plans || Plans.length === 0) return `{${own}}`;
  const within = `${indent}  `;
  const children = Plans.map((child) => `\n${within}${nodeJson(child, within)}`);
  return `{${own}, "Plans": [${children.join(',')}]}`;
}

function fieldsJson(fields: Record<string, unknown>): string[] {
  return Object.entries(fields).map(([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`);
}
