import type { Result } from '../findings/Result.ts';

/** result.json, as reports/result.schema.json describes it. */
export function renderJson(result: Result): string {
  return `${JSON.stringify(result, null, 2)}\n`;
}
