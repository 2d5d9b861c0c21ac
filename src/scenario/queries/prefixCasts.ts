import type { ParseNode } from '../parseSql.ts';
import type { Edit } from './editText.ts';

/**
 * `interval $1` becomes `$1::interval`. A type before a literal is how constants are written (`interval '1 day'`), and
 * pg_stat_statements puts $1 in the literal's place, which libpg-query reads and the server refuses.
 */
export function prefixCasts(root: ParseNode, sql: string): Edit[] {
  const bytes = Buffer.from(sql);
  const edits: Edit[] = [];
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== 'object' || value === null) continue;
    const cast = (value as { TypeCast?: Cast }).TypeCast;
    const parameter = cast?.arg?.ParamRef;
    if (cast && parameter && cast.typeName.location < parameter.location) {
      const { location: start } = cast.typeName;
      const number = `$${parameter.number}`;
      // CAST($1 AS interval) has its type behind the parameter; this is the other form.
      const type = bytes.toString('utf8', start, parameter.location).trim();
      edits.push({ start, end: parameter.location + number.length, text: `${number}::${type}` });
    }
    stack.push(...Object.values(value));
  }
  return edits;
}

interface Cast {
  arg?: { ParamRef?: { number: number; location: number } };
  typeName: { location: number };
}
