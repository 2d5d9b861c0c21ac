import type { ParsedStatement, ParseNode } from './parseSql.ts';

const writing = new Set(['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);
const advancing = new Set(['nextval', 'setval']);

/**
 * Whether a READ ONLY transaction refuses a statement: INSERT, UPDATE, DELETE and MERGE, also inside WITH; SELECT …
 * INTO; SELECT … FOR UPDATE and the like, which lock rows (ExecCheckXactReadOnly in execMain.c); nextval and setval
 * (sequence.c). What other functions do does not show in a parse tree.
 */
export function statementWrites({ kind, node }: Pick<ParsedStatement, 'kind' | 'node'>): boolean {
  if (writing.has(kind)) return true;
  const stack: unknown[] = [node];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (writing.has(key) || key === 'LockingClause' || key === 'intoClause') return true;
      if (key === 'FuncCall' && advancing.has(nameOf(inner))) return true;
      stack.push(inner);
    }
  }
  return false;
}

function nameOf(call: { funcname?: ParseNode[] }): string {
  const last = call.funcname?.at(-1) as { String?: { sval?: string } } | undefined;
  return last?.String?.sval ?? '';
}
