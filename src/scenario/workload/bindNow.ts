import type { ParsedStatement } from '../parseSql.ts';
import type { Edit } from '../queries/editText.ts';
import { type MovingValue, movingValues } from '../queries/movingValues.ts';

/**
 * Edits that put a moment in the place of now(), CURRENT_DATE and the like; or what has none: a planner that knows
 * now() estimates as one that knows the moment, which it would not for a parameter of a generic plan.
 * @param sql the text that the locations count in
 */
export function bindNow(sql: string, statement: ParsedStatement, now: number): Edit[] | { moving: string } {
  const bytes = Buffer.from(sql);
  const edits: Edit[] = [];
  for (const value of movingValues(statement)) {
    const written = callAt(bytes.toString('utf8', value.location));
    if (value.moment === null || written === null) return { moving: value.shown };
    const end = value.location + Buffer.byteLength(written);
    edits.push({ start: value.location, end, text: moment(value.moment, now) });
  }
  return edits;
}

function moment(type: NonNullable<MovingValue['moment']>, now: number): string {
  const literal = `'${new Date(now).toISOString()}'::timestamptz`;
  return type === 'timestamptz' ? literal : `(${literal})::${type}`;
}

const call = /^(?:"?pg_catalog"?\s*\.\s*)?"?(?:now|transaction_timestamp|statement_timestamp)"?\s*\(\s*\)/i;
const keyword =
  /^(?:current_date|(?:current_timestamp|current_time|localtimestamp|localtime)(?:\s*\(\s*\d+\s*\))?)(?![\w$])/i;

/** The words of a call, as written. */
function callAt(text: string): string | null {
  return (call.exec(text) ?? keyword.exec(text))?.[0] ?? null;
}
