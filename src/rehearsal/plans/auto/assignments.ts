import type { ParseNode } from '../../../scenario/parseSql.ts';
import { asNode, inside, listOf, targetsOf, type Wrapped } from '../syntax/parseNodes.ts';
import type { TableFacts } from '../syntax/Scope.ts';

/** Values that INSERT and UPDATE … SET write, by column. */
export function assignments(kind: string, node: ParseNode, target: TableFacts): [string, unknown][] {
  if (kind === 'UpdateStmt') return setClauses(node['targetList']);
  const given = listOf(node['cols']).map((column) => String(inside(column, 'ResTarget')?.['name']));
  const named = given.length > 0 ? given : target.columns.map(({ name }) => name);
  const select = inside(node['selectStmt'], 'SelectStmt');
  const lists = listOf(select?.['valuesLists']).map((list) => listOf(inside(list, 'List')?.['items']));
  if (select) lists.push(targetsOf(select).map(({ val }) => val as Wrapped));
  return [
    ...lists.flatMap((list) => list.map((value, place): [string, unknown] => [named[place] ?? '', value])),
    ...setClauses(asNode(node['onConflictClause'])?.['targetList']),
  ];
}

function setClauses(targets: unknown): [string, unknown][] {
  return listOf(targets).map((target) => {
    const { name, val } = inside(target, 'ResTarget') ?? {};
    const several = inside(val, 'MultiAssignRef');
    const place = Number(several?.['colno'] ?? 1) - 1;
    return [String(name), several ? listOf(inside(several['source'], 'RowExpr')?.['args'])[place] : val];
  });
}
