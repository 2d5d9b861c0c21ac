import type { ParseNode } from '../../../scenario/parseSql.ts';
import { asNode, inside, lastName, listOf } from '../syntax/parseNodes.ts';
import { noScope, type Scope } from '../syntax/Scope.ts';
import { walkStatement } from '../syntax/walkStatement.ts';
import type { ResultContext } from './ResultContext.ts';
import { ordersUniquely } from './uniqueOrder.ts';

/** Functions whose result follows the order in which rows come. */
const byArrival = new Set([
  'array_agg',
  'string_agg',
  'json_agg',
  'jsonb_agg',
  'json_object_agg',
  'jsonb_object_agg',
  'xmlagg',
]);
/** Before and after are executed in transactions of their own. */
const moments = new Set(['now', 'transaction_timestamp', 'statement_timestamp']);
const moved = 'it stores or shows the moment at which it is executed';
const byPlace = new Set(['row_number', 'ntile', 'lag', 'lead', 'first_value', 'last_value', 'nth_value']);

/** Why a part of a query gives something else each time, or in each order; null where it does not. */
export function unstablePart(
  kind: string,
  part: ParseNode,
  { volatile, tables }: ResultContext,
  around: { scope: Scope; select: ParseNode } = { scope: noScope, select: {} },
): string | null {
  let why: string | null = null;
  const selects = new Map([[around.scope, around.select]]);
  const visit = (at: string, inner: ParseNode, scope: Scope) => {
    if (at === 'SelectStmt') selects.set(scope, inner);
    // CURRENT_USER and its like are of the session.
    if (at === 'SQLValueFunction' && /DATE|TIME/.test(String(inner['op']))) why ??= moved;
    if (at !== 'FuncCall') return;
    const name = lastName(inner['funcname']);
    if (moments.has(name)) why ??= moved;
    const select = selects.get(scope) ?? {};
    if (volatile.has(name)) why ??= `${name}() is volatile`;
    if (byArrival.has(name) && listOf(inner['agg_order']).length === 0 && !arrivesInOrder(select))
      why ??= `${name}() follows the order in which rows come`;
    if (byPlace.has(name) && !ordersUniquely(windowed(select, asNode(inner['over'])), scope, tables))
      why ??= `${name}() follows the order of rows that its window ranks equal`;
  };
  walkStatement(kind, part, tables, visit, around.scope);
  return why;
}

/** From a subquery that has an order, rows come in it. */
function arrivesInOrder(select: ParseNode): boolean {
  const [only, ...others] = listOf(select['fromClause']);
  const inner = inside(inside(only, 'RangeSubselect')?.['subquery'], 'SelectStmt');
  return others.length === 0 && listOf(inner?.['sortClause']).length > 0;
}

/** A SELECT that ranks its rows as a window of it does. */
function windowed(select: ParseNode, over: ParseNode | null): ParseNode {
  const parts = listOf(over?.['partitionClause']).map((node) => ({ SortBy: { node } }));
  const { fromClause, whereClause } = select;
  return {
    op: 'SETOP_NONE',
    fromClause,
    whereClause,
    sortClause: [...parts, ...listOf(over?.['orderClause'])],
  };
}

/** Volatile functions that are called through views: the text does not have them. */
export function unseenCall(node: ParseNode, { volatile }: ResultContext): string | null {
  const text = JSON.stringify(node);
  const hidden = [...volatile].find((name) => !text.includes(`{"String":{"sval":${JSON.stringify(name)}}}`));
  return hidden === undefined ? null : `${hidden}() is volatile`;
}
