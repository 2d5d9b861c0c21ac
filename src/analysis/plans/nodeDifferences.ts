import type { PlanNode } from '../../evidence/ExplainPlan.ts';
import { conditionFields, keyFields, kindFields } from './planFields.ts';

export interface FieldDifference {
  field: string;
  /** Null where it has none. */
  before: string | null;
  after: string | null;
}

const fields = [
  ...kindFields,
  'Partial Mode',
  'Relation Name',
  'Index Name',
  ...keyFields,
  ...conditionFields,
] as const;

/** What two nodes do otherwise, figures apart, in the words of EXPLAIN. */
export function nodeDifferences(before: PlanNode, after: PlanNode): FieldDifference[] {
  return fields.flatMap((field) => {
    const [a, b] = [textOf(before[field]), textOf(after[field])];
    return a === b ? [] : [{ field, before: a, after: b }];
  });
}

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map((one) => textOf(one) ?? '').join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
