import type { ParsedStatement } from '../parseSql.ts';
import type { Edit } from './editText.ts';
import { type MovingValue, movingValues } from './movingValues.ts';

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
  return [...edits, ...daysBeside(statement)];
}

/** `CURRENT_DATE - $1` is some days ago: of a date, minus what has no type, the server would make the days between two dates. */
function daysBeside({ node }: ParsedStatement): Edit[] {
  const edits: Edit[] = [];
  const stack: unknown[] = [node];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== 'object' || value === null) continue;
    const { A_Expr } = value as { A_Expr?: Sum };
    const days = A_Expr?.lexpr?.SQLValueFunction?.op === 'SVFOP_CURRENT_DATE' && A_Expr.rexpr?.ParamRef;
    if (days && A_Expr.name[0]?.String?.sval === '-') {
      const end = days.location + `$${days.number}`.length;
      edits.push({ start: end, end, text: '::integer' });
    }
    stack.push(...Object.values(value));
  }
  return edits;
}

interface Sum {
  name: { String?: { sval?: string } }[];
  lexpr?: { SQLValueFunction?: { op: string } };
  rexpr?: { ParamRef?: { number: number; location: number } };
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
