import type { ParseNode } from '../../../scenario/parseSql.ts';
import { asNode, inside, listOf } from '../syntax/parseNodes.ts';
import type { Scope, Tables } from '../syntax/Scope.ts';
import { walkStatement } from '../syntax/walkStatement.ts';
import type { ResultContext } from './ResultContext.ts';
import { ordersUniquely } from './uniqueOrder.ts';

/** A LIMIT that no result of either side reached cuts nothing. */
export function cutsRows(node: ParseNode, { values, rows }: Pick<ResultContext, 'values' | 'rows'>): boolean {
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

export function isDistinctOn(node: ParseNode): boolean {
  return distinctKeys(node).length > 0;
}

export function distinctKeys(node: ParseNode): unknown[] {
  return listOf(node['distinctClause']).filter((each) => Object.keys(each).length > 0);
}

/** A LIMIT or DISTINCT ON within the query, whose rows are not defined. */
export function cutInside(kind: string, node: ParseNode, context: ResultContext): string | null {
  let why: string | null = null;
  const exists = existing(kind, node, context.tables);
  walkStatement(kind, node, context.tables, (at, inner, scope: Scope) => {
    if (at !== 'SelectStmt' || inner === node || exists.has(inner)) return;
    if (
      cutsRows(inner, { values: context.values, rows: Number.POSITIVE_INFINITY }) &&
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
