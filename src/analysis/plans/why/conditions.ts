import type { PlanNode } from '../../../evidence/ExplainPlan.ts';
import { nodesOfPlan } from '../../../evidence/nodesOfPlan.ts';
import { maskedText } from '../maskedText.ts';

const fields = [
  'Index Cond',
  'Recheck Cond',
  'Filter',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'Order By',
  'Sort Key',
  'Presorted Key',
  'Group Key',
  'Cache Key',
] as const;

/** Texts of the conditions and keys of a node and all beneath it, constants masked; each once. */
export function conditionsOf(plan: PlanNode): string[] {
  const texts = nodesOfPlan(plan).flatMap((node) => fields.flatMap((field) => node[field] ?? []));
  return [...new Set(texts.map((text) => String(maskedText(text))))];
}

/** Whether a condition names a column, by its bare name or behind an alias. */
export function names(condition: string, column: string): boolean {
  return new RegExp(`(?<![\\w$"])${escaped(column)}(?![\\w$"(])`).test(condition);
}

export interface Cast {
  alias: string | null;
  column: string;
  type: string;
  /** The condition that it stands in. */
  condition: string;
}

const identifier = '(?:"(?:[^"]|"")*"|[a-zA-Z_][\\w$]*)';
// As format_type writes types.
const typeName = `(?:${identifier}\\.)?${identifier}(?: varying| precision)?(?:\\(\\d+(?:,\\s*-?\\d+)?\\))?(?: with(?:out)? time zone)?(?:\\[\\])*`;
const castOfColumn = new RegExp(`\\((?:(${identifier})\\.)?(${identifier})\\)::(${typeName})`, 'g');

/** Casts of columns: `(o.code)::text`. A binary-compatible one, as of varchar to text, is written alike and costs no index. */
export function castsOf(conditions: readonly string[]): Cast[] {
  return conditions.flatMap((condition) =>
    [...condition.matchAll(castOfColumn)].map(([, alias, column, type]) => ({
      alias: alias ?? null,
      column: column!,
      type: type!,
      condition,
    })),
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
