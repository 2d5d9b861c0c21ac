import type { ParsedStatement, ParseNode } from '../../../scenario/parseSql.ts';
import { asNode, columnName, listOf, targetsOf } from '../syntax/parseNodes.ts';
import { isStar, noScope, outputName, scopeOf } from '../syntax/Scope.ts';
import { walkStatement } from '../syntax/walkStatement.ts';
import { cutInside, cutsRows, distinctKeys, isDistinctOn } from './cutRows.ts';
import type { ResultContext } from './ResultContext.ts';
import { ordersUniquely, ranksOf } from './uniqueOrder.ts';
import { unseenCall, unstablePart } from './unstablePart.ts';

/** What of a query's result the query itself defines, whatever plan it runs by. */
export interface DefinedPart {
  compared: 'columns' | 'ordering keys' | 'nothing';
  because: string | null;
  /** Of ordering keys: the columns of the result that they are, by place from 0 or by name. */
  keys: (number | string)[];
  /** Places from 0 of columns that are left out. */
  without: number[];
}

const whole: DefinedPart = { compared: 'columns', because: null, keys: [], without: [] };
const nothing = (because: string): DefinedPart => ({ ...whole, compared: 'nothing', because });

export function definedPart({ kind, node }: ParsedStatement, context: ResultContext): DefinedPart {
  if (has(node, 'RangeTableSample')) return nothing('TABLESAMPLE takes rows by where they lie');
  if (kind !== 'SelectStmt') return writersPart(kind, node, context);
  const { without, reasons, rest } = split(node, context);
  const why =
    unstablePart('SelectStmt', rest, context) ?? unseenCall(node, context) ?? cutInside(kind, node, context);
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
  const faults = targets.map((target) => unstablePart('ResTarget', target, context, { scope, select: node }));
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
    if (inner === node) unique = !cutsRows(node, context) || ordersUniquely(node, scope, context.tables);
  });
  if (unique) return whole;
  const what = isDistinctOn(node) ? 'DISTINCT ON' : 'LIMIT';
  if (listOf(node['sortClause']).length === 0 && what === 'LIMIT')
    return nothing('LIMIT without ORDER BY takes any rows');
  const keys = outputsOf(what === 'LIMIT' ? ranksOf(node) : distinctKeys(node), node);
  const among = `${what} takes any of the rows that ORDER BY ranks equal`;
  if (keys.length === 0) return nothing(`${among}, and gives no column that it ranks them by`);
  return { ...whole, compared: 'ordering keys', because: among, keys };
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
  const why = unstablePart(kind, node, context) ?? (kind === 'InsertStmt' ? null : unseenCall(node, context));
  return why ? nothing(why) : whole;
}
