import { type ParseNode, parseSql } from '../../scenario/parseSql.ts';
import type { Condition } from './Condition.ts';

/** What conditions say of single columns in a simple way; whatever else they say is left to the server to check. */
export interface ConditionFacts {
  columns: ReadonlyMap<string, ColumnFacts>;
  /** Columns of which one is at most the other in every row. */
  orders: readonly { lower: string; upper: string }[];
  /** Constants in each condition, in its order, as text. */
  literals: ReadonlyMap<Condition, readonly string[]>;
}

export interface ColumnFacts {
  /** The only values that there are. */
  choices: string[] | null;
  min: Bound | null;
  max: Bound | null;
  minLength: number | null;
  maxLength: number | null;
  /** Regular expressions that values match. */
  patterns: string[];
}

export interface Bound {
  value: string;
  inclusive: boolean;
}

export const noFacts: ColumnFacts = {
  choices: null,
  min: null,
  max: null,
  minLength: null,
  maxLength: null,
  patterns: [],
};

/** Reads conditions with PostgreSQL's own parser. */
export async function conditionFacts(conditions: readonly Condition[]): Promise<ConditionFacts> {
  const columns = new Map<string, ColumnFacts>();
  const orders: { lower: string; upper: string }[] = [];
  const literals = new Map<Condition, string[]>();
  for (const condition of conditions) {
    const expression = await parseExpression(condition.expression);
    if (expression === null) continue;
    literals.set(condition, constantsIn(expression));
    for (const conjunct of conjuncts(expression)) read(conjunct, columns, orders);
  }
  return { columns, orders, literals };
}

async function parseExpression(expression: string): Promise<ParseNode | null> {
  const { statements } = await parseSql(`select (${expression})`);
  const targets = statements[0]?.node['targetList'] as { ResTarget: { val: ParseNode } }[] | undefined;
  return targets?.[0]?.ResTarget.val ?? null;
}

function read(
  node: ParseNode,
  columns: Map<string, ColumnFacts>,
  orders: { lower: string; upper: string }[],
): void {
  const facts = (name: string) => {
    const known = columns.get(name) ?? { ...noFacts, patterns: [] };
    columns.set(name, known);
    return known;
  };
  const choices = choicesIn(node);
  if (choices !== null) {
    const known = facts(choices.column);
    known.choices = known.choices?.filter((value) => choices.values.includes(value)) ?? choices.values;
    return;
  }
  const flag = flagIn(node);
  if (flag !== null) {
    facts(flag.column).choices = [flag.value];
    return;
  }
  const like = likeIn(node);
  if (like !== null) {
    facts(like.column).patterns.push(like.pattern);
    return;
  }
  const comparison = comparisonIn(node);
  if (comparison === null) return;
  const { left, operator, right } = comparison;
  const [column, other, value] = [columnOf(left), columnOf(right), constantOf(right)];
  if (column !== null && other !== null) {
    if (/^<=?$/.test(operator)) orders.push({ lower: column, upper: other });
    if (/^>=?$/.test(operator)) orders.push({ lower: other, upper: column });
  }
  const measured = lengthOf(left);
  if (measured !== null && value !== null) readLength(facts(measured), operator, Number(value));
  if (column === null || value === null) return;
  if (operator === '~' || operator === '~*') facts(column).patterns.push(value);
  if (/^>=?$/.test(operator)) facts(column).min = { value, inclusive: operator === '>=' };
  if (/^<=?$/.test(operator)) facts(column).max = { value, inclusive: operator === '<=' };
}

function readLength(facts: ColumnFacts, operator: string, length: number): void {
  if (operator === '=' || operator === '>=') facts.minLength = length;
  if (operator === '=' || operator === '<=') facts.maxLength = length;
  if (operator === '>' || (operator === '<>' && length === 0)) facts.minLength = length + 1;
  if (operator === '<') facts.maxLength = length - 1;
}

type Node = Readonly<Record<string, ParseNode>>;

function conjuncts(node: ParseNode): ParseNode[] {
  const { BoolExpr } = node as Node;
  const args = (BoolExpr?.['args'] ?? []) as ParseNode[];
  if (BoolExpr?.['boolop'] === 'AND_EXPR') return args.flatMap(conjuncts);
  // Of values that are there, `a IS NULL OR …` says what its other part says.
  if (BoolExpr?.['boolop'] === 'OR_EXPR' && args.length === 2) {
    const rest = args.filter((arg) => (arg as Node)['NullTest']?.['nulltesttype'] !== 'IS_NULL');
    if (rest.length === 1 && columnsIn(args[0]!).join() === columnsIn(args[1]!).join())
      return conjuncts(rest[0]!);
  }
  return [node];
}

/** `a = ANY (ARRAY['x', 'y'])`, `a = 'x'`, and these joined by OR. */
function choicesIn(node: ParseNode): { column: string; values: string[] } | null {
  const { A_Expr, BoolExpr } = node as Node;
  if (BoolExpr?.['boolop'] === 'OR_EXPR') {
    const parts = (BoolExpr['args'] as ParseNode[]).map(choicesIn);
    const first = parts[0];
    if (!first || parts.some((part) => part?.column !== first.column)) return null;
    return { column: first.column, values: parts.flatMap((part) => part!.values) };
  }
  if (A_Expr === undefined || operatorOf(A_Expr) !== '=') return null;
  const column = columnOf(A_Expr['lexpr']);
  if (column === null) return null;
  if (A_Expr['kind'] === 'AEXPR_OP_ANY' || A_Expr['kind'] === 'AEXPR_IN') {
    const right = uncast(A_Expr['rexpr']);
    const list = (right?.['A_ArrayExpr']?.['elements'] ?? right?.['List']?.['items']) as
      | ParseNode[]
      | undefined;
    const values = list?.map(constantOf);
    return values?.every((value) => value !== null) ? { column, values } : null;
  }
  const value = constantOf(A_Expr['rexpr']);
  return value === null ? null : { column, values: [value] };
}

/** `a`, `NOT a`, `a IS TRUE` and so on, of a column that is true or false. */
function flagIn(node: ParseNode): { column: string; value: string } | null {
  const { BoolExpr, BooleanTest } = node as Node;
  if (BooleanTest !== undefined) {
    const tested = columnOf(BooleanTest['arg']);
    const value = truths[String(BooleanTest['booltesttype'])];
    return tested === null || value === undefined ? null : { column: tested, value };
  }
  const negated = BoolExpr?.['boolop'] === 'NOT_EXPR';
  const column = columnOf(negated ? (BoolExpr['args'] as ParseNode[])[0] : node);
  return column === null ? null : { column, value: String(!negated) };
}

/** What values that are there have. */
const truths: Readonly<Record<string, string>> = {
  IS_TRUE: 'true',
  IS_NOT_FALSE: 'true',
  IS_FALSE: 'false',
  IS_NOT_TRUE: 'false',
};

/** `a LIKE '…'` as a regular expression that is narrower: letters stand for what it leaves open. */
function likeIn(node: ParseNode): { column: string; pattern: string } | null {
  const { A_Expr } = node as Node;
  // In deparsed conditions it is an operator.
  if (A_Expr === undefined || !/^~~\*?$/.test(operatorOf(A_Expr))) return null;
  const [column, like] = [columnOf(A_Expr['lexpr']), constantOf(A_Expr['rexpr'])];
  if (column === null || like === null) return null;
  const pattern = like.replace(/\\(.)|[\s\S]/g, (character, escaped: string | undefined) => {
    if (escaped === undefined && character === '%') return '[a-z]{6}';
    if (escaped === undefined && character === '_') return '[a-z]';
    return (escaped ?? character).replace(/[.*+?(){}|]/g, '[$&]');
  });
  return { column, pattern: `^${pattern}$` };
}

function comparisonIn(node: ParseNode): { left: unknown; operator: string; right: unknown } | null {
  const { A_Expr } = node as Node;
  if (A_Expr?.['kind'] !== 'AEXPR_OP' || A_Expr['lexpr'] === undefined) return null;
  const { lexpr: left, rexpr: right } = A_Expr;
  const operator = operatorOf(A_Expr);
  // A constant on the left.
  if (constantOf(left) !== null && constantOf(right) === null)
    return { left: right, operator: mirrored[operator] ?? operator, right: left };
  return { left, operator, right };
}

const mirrored: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function operatorOf(expression: ParseNode): string {
  const names = (expression['name'] ?? []) as { String?: { sval: string } }[];
  return names.at(-1)?.String?.sval ?? '';
}

function uncast(value: unknown): Node | null {
  let node = value as Node | undefined;
  while (node?.['TypeCast'] !== undefined) node = node['TypeCast']['arg'] as Node;
  return node ?? null;
}

function columnOf(value: unknown): string | null {
  const fields = uncast(value)?.['ColumnRef']?.['fields'] as { String?: { sval: string } }[] | undefined;
  return fields?.at(-1)?.String?.sval ?? null;
}

function lengthOf(value: unknown): string | null {
  const call = uncast(value)?.['FuncCall'];
  const name =
    (call?.['funcname'] as { String?: { sval: string } }[] | undefined)?.at(-1)?.String?.sval ?? '';
  if (!/^(length|char_length|character_length|octet_length)$/.test(name)) return null;
  const [argument] = (call?.['args'] ?? []) as ParseNode[];
  // length(trim(a)) is at most a's.
  const inner = uncast(argument)?.['FuncCall'];
  return columnOf(argument) ?? (inner ? columnOf((inner['args'] as ParseNode[] | undefined)?.[0]) : null);
}

function constantOf(value: unknown): string | null {
  const node = uncast(value);
  const constant = node?.['A_Const'];
  if (constant === undefined) {
    const negated = node?.['A_Expr'];
    if (negated === undefined || negated['lexpr'] !== undefined || operatorOf(negated) !== '-') return null;
    const inner = constantOf(negated['rexpr']);
    return inner === null ? null : `-${inner}`;
  }
  const { sval, ival, fval, boolval } = constant as Record<string, Record<string, unknown> | undefined>;
  if (sval) return String(sval['sval'] ?? '');
  if (ival) return String(ival['ival'] ?? 0);
  if (fval) return String(fval['fval']);
  return boolval ? String(boolval['boolval'] ?? false) : null;
}

function constantsIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const constant = 'A_Const' in node ? constantOf(node) : null;
  return constant === null ? Object.values(node).flatMap(constantsIn) : [constant];
}

function columnsIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null) return [];
  const column = 'ColumnRef' in node ? columnOf(node) : null;
  return [...new Set(column === null ? Object.values(node).flatMap(columnsIn) : [column])];
}
