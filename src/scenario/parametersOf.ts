import type { ParseNode } from './parseSql.ts';

/** The numbers of $1, $2, … in a parse tree; without recursion, as long chains of operators nest deeply. */
export function parametersOf(root: ParseNode): Set<number> {
  const numbers = new Set<number>();
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== 'object' || value === null) continue;
    const parameter = (value as { ParamRef?: { number?: number } }).ParamRef;
    if (parameter) numbers.add(parameter.number ?? 0);
    stack.push(...Object.values(value));
  }
  return numbers;
}
