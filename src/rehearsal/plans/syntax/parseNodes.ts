import type { ParseNode } from '../../../scenario/parseSql.ts';

/** A field that may hold a node in its wrapping, `{ ColumnRef: {…} }`. */
export type Wrapped = Readonly<Record<string, ParseNode>>;

export function asNode(value: unknown): ParseNode | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as ParseNode) : null;
}

export function listOf(value: unknown): readonly Wrapped[] {
  return Array.isArray(value) ? (value as Wrapped[]) : [];
}

/** What is inside the wrapping of this kind; null for another kind. */
export function inside(value: unknown, kind: string): ParseNode | null {
  return asNode(asNode(value)?.[kind]);
}

export function textOf(value: unknown): string | null {
  const text = inside(value, 'String')?.['sval'];
  return typeof text === 'string' ? text : null;
}

/** The parts of a column's name: `[a, x]` of a.x, `[x]`; null for another node, and for `a.*`. */
export function columnName(value: unknown): readonly string[] | null {
  const fields = inside(value, 'ColumnRef')?.['fields'];
  const parts = listOf(fields).map(textOf);
  return parts.length === 0 || parts.includes(null) ? null : (parts as string[]);
}

/** A function's or an operator's name, its schema left out. */
export function lastName(names: unknown): string {
  return textOf(listOf(names).at(-1)) ?? '';
}

/** Whether two nodes say the same, wherever they stand. */
export function alike(a: unknown, b: unknown): boolean {
  return withoutPlaces(a) === withoutPlaces(b);
}

function withoutPlaces(value: unknown): string {
  return JSON.stringify(value, (key, inner) =>
    /^(location|rexpr_list_start|rexpr_list_end)$/.test(key) ? undefined : inner,
  );
}

/** The conditions that must all hold. */
export function conjuncts(condition: unknown): Wrapped[] {
  const and = inside(condition, 'BoolExpr');
  if (and?.['boolop'] === 'AND_EXPR') return listOf(and['args']).flatMap(conjuncts);
  const node = asNode(condition);
  return node ? [node as Wrapped] : [];
}

/** What a SELECT gives, column by column; a star is one of them. */
export function targetsOf(node: ParseNode): ParseNode[] {
  return listOf(node['targetList'])
    .map((target) => inside(target, 'ResTarget'))
    .filter((target) => target !== null);
}
