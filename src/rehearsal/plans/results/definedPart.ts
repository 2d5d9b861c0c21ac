import type { ParsedStatement, ParseNode } from '../../../scenario/parseSql.ts';
import { asNode, columnName, inside, lastName, listOf, targetsOf } from '../syntax/parseNodes.ts';
import { isStar, noScope, outputName, type Scope, scopeOf, type Tables } from '../syntax/Scope.ts';
import { walkStatement } from '../syntax/walkStatement.ts';
import { ordersUniquely, ranksOf } from './uniqueOrder.ts';

/** What of a query's result the query itself defines, whatever plan it runs by. */
export interface DefinedPart {
  compared: 'columns' | 'ordering keys' | 'nothing';
  because: string | null;
  /** Of ordering keys: the columns of the result that they are, by place from 0 or by name. */
  keys: (number | string)[];
  /** Places from 0 of columns that are left out. */
  without: number[];
}

/** What is known of a query beside its text. */
export interface ResultContext {
  tables: Tables;
  /** Names of functions that it calls, also through views, and that are volatile. */
  volatile: ReadonlySet<string>;
  values: readonly unknown[];
  /** The most rows that it gave on either side. */
  rows: number;
}

const whole: DefinedPart = { compared: 'columns', because: null, keys: [], without: [] };
const nothing = (because: string): DefinedPart => ({ ...whole, compared: 'nothing', because });

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

export function definedPart({ kind, node }: ParsedStatement, context: ResultContext): DefinedPart {
  if (has(node, 'RangeTableSample')) return nothing('TABLESAMPLE takes rows by where they lie');
  if (kind !== 'SelectStmt') return writersPart(kind, node, context);
  const { without, reasons, rest } = split(node, context);
  const why =
    unstable('SelectStmt', rest, context) ?? unseen(node, context) ?? cutInside(kind, node, context);
  if (why) return nothing(why);
  const top = topPart(kind, node, context);
  if (top.compared === 'nothing' || reasons.length === 0) return top;
  if (targetsOf(rest).length === 0) return nothing(reasons.join('; '));
  return { ...top, because: [...reasons, ...(top.because ? [top.because] : [])].join('; '), without };
}

/** Columns of the result that are not defined, and the query without them; with a star nobody knows which they are. */
function split(node: ParseNode, context: ResultContext) {
  const targets = targetsOf(node);
  const scope = scopeOf(node, noScope, context.tables);
  const faults = targets.map((target) => unstable('ResTarget', target, context, { scope, select: node }));
  if (targets.some(isStar) || faults.every((fault) => fault === null))
    return { without: [], reasons: [], rest: node };
  const kept = targets.filter((_, place) => faults[place] === null);
  const without = faults.flatMap((fault, place) => (fault === null ? [] : [place]));
  return {
    without,
    reasons: without.map((place) => `column ${place + 1} is left out: ${faults[place]}`),
    rest: { ...node, targetList: kept.map((target) => ({ ResTarget: target })) },
  };
}

/** LIMIT and DISTINCT ON take what comes first. */
function topPart(kind: string, node: ParseNode, context: ResultContext): DefinedPart {
  let unique = true;
  walkStatement(kind, node, context.tables, (_, inner, scope) => {
    if (inner === node) unique = !cuts(node, context) || ordersUniquely(node, scope, context.tables);
  });
  if (unique) return whole;
  const what = isDistinctOn(node) ? 'DISTINCT ON' : 'LIMIT';
  if (listOf(node['sortClause']).length === 0 && what === 'LIMIT')
    return nothing('LIMIT without ORDER BY takes any rows');
  const keys = outputsOf(what === 'LIMIT' ? ranksOf(node) : onKeys(node), node);
  const among = `${what} takes any of the rows that ORDER BY ranks equal`;
  if (keys.length === 0) return nothing(`${among}, and gives no column that it ranks them by`);
  return { ...whole, compared: 'ordering keys', because: among, keys };
}

/** A LIMIT that no result of either side reached cuts nothing. */
function cuts(node: ParseNode, { values, rows }: Pick<ResultContext, 'values' | 'rows'>): boolean {
  if (isDistinctOn(node)) return true;
  if (node['limitOffset'] !== undefined) return true;
  const count = node['limitCount'];
  if (count === undefined || inside(count, 'A_Const')?.['isnull'] === true) return false;
  if (node['limitOption'] === 'LIMIT_OPTION_WITH_TIES') return false;
  const constant = asNode(inside(count, 'A_Const')?.['ival'])?.['ival'];
  const parameter = inside(count, 'ParamRef')?.['number'];
  const limit =
    typeof parameter === 'number'
      ? Number(values[parameter - 1] ?? Number.NaN)
      : Number(constant ?? Number.NaN);
  return !(rows < limit);
}

function isDistinctOn(node: ParseNode): boolean {
  return onKeys(node).length > 0;
}

function onKeys(node: ParseNode): unknown[] {
  return listOf(node['distinctClause']).filter((each) => Object.keys(each).length > 0);
}

/** A LIMIT or DISTINCT ON within the query, whose rows are not defined. */
function cutInside(kind: string, node: ParseNode, context: ResultContext): string | null {
  let why: string | null = null;
  const exists = existing(kind, node, context.tables);
  walkStatement(kind, node, context.tables, (at, inner, scope: Scope) => {
    if (at !== 'SelectStmt' || inner === node || exists.has(inner)) return;
    if (
      cuts(inner, { values: context.values, rows: Number.POSITIVE_INFINITY }) &&
      !ordersUniquely(inner, scope, context.tables)
    )
      why = `within it ${isDistinctOn(inner) ? 'DISTINCT ON' : 'LIMIT'} takes any of the rows that its order ranks equal`;
  });
  return why;
}

/** The SELECTs inside EXISTS: which row is found there makes no difference. */
function existing(kind: string, node: ParseNode, tables: Tables): Set<ParseNode> {
  const found = new Set<ParseNode>();
  walkStatement(kind, node, tables, (at, inner) => {
    const select =
      at === 'SubLink' && inner['subLinkType'] === 'EXISTS_SUBLINK'
        ? inside(inner['subselect'], 'SelectStmt')
        : null;
    if (select) found.add(select);
  });
  return found;
}

/** Why a part of a query gives something else each time, or in each order; null where it does not. */
function unstable(
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
function unseen(node: ParseNode, { volatile }: ResultContext): string | null {
  const text = JSON.stringify(node);
  const hidden = [...volatile].find((name) => !text.includes(`{"String":{"sval":${JSON.stringify(name)}}}`));
  return hidden === undefined ? null : `${hidden}() is volatile`;
}

function has(node: ParseNode, kind: string): boolean {
  return JSON.stringify(node).includes(`{"${kind}":{`);
}

/** The columns of the result that expressions are. */
function outputsOf(expressions: readonly unknown[], node: ParseNode): (number | string)[] {
  const targets = targetsOf(node);
  const starred = targets.some(isStar);
  return expressions.flatMap((expression): (number | string)[] => {
    const name = columnName(expression)?.at(-1);
    const place = targets.findIndex(
      (target) =>
        JSON.stringify(target['val']) === JSON.stringify(expression) ||
        (name !== undefined && columnName(target['val'])?.at(-1) === name),
    );
    if (place >= 0 && !starred) return [place];
    if (place >= 0) return [outputName(targets[place]!)];
    return starred && name !== undefined ? [name] : [];
  });
}

/** What writes has no result but that of RETURNING, whose rows no order cuts. */
function writersPart(kind: string, node: ParseNode, context: ResultContext): DefinedPart {
  const returning = asNode(node['returningClause']);
  if (!returning && listOf(node['returningList']).length === 0)
    return nothing('it changes rows and returns none');
  // The plan of an INSERT has the defaults of columns that are not compared.
  const why = unstable(kind, node, context) ?? (kind === 'InsertStmt' ? null : unseen(node, context));
  return why ? nothing(why) : whole;
}
