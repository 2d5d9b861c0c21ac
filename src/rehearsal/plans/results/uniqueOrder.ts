import type { ParseNode } from '../../../scenario/parseSql.ts';
import {
  alike,
  asNode,
  columnName,
  conjuncts,
  inside,
  lastName,
  listOf,
  targetsOf,
  type Wrapped,
} from '../syntax/parseNodes.ts';
import { type ResolvedColumn, resolveColumn, type Scope, type Source, type Tables } from '../syntax/Scope.ts';

/** A SELECT with the expressions that rank its rows. */
interface Ranked {
  node: ParseNode;
  scope: Scope;
  tables: Tables;
  /** Of ORDER BY, and of DISTINCT ON; positions and names of the result are put in full. */
  ranks: readonly unknown[];
}

/**
 * Whether the rows of a SELECT come in one order only: what they are ordered by, with what equality says of other columns,
 * holds a unique key of each of its tables, or all that GROUP BY, DISTINCT or UNION tells apart. False where that does not show.
 */
export function ordersUniquely(node: ParseNode, scope: Scope, tables: Tables): boolean {
  const ranks = ranksOf(node);
  if (node['op'] !== 'SETOP_NONE') {
    const count = targetsOf(firstBranch(node)).length;
    return (
      node['all'] !== true &&
      count > 0 &&
      new Set(ranks.map((each) => JSON.stringify(columnName(each) ?? each))).size >= count
    );
  }
  const ranked = { node, scope, tables, ranks };
  const groups = listOf(node['groupClause']);
  const targets = targetsOf(node).map(({ val }) => val);
  if (groups.length > 0)
    return holdsAll(
      ranked,
      groups.map((group) => inFull(group, node)),
    );
  if (targets.length > 0 && targets.every(isAggregate)) return true;
  const distinct = listOf(node['distinctClause']);
  if (distinct.length === 1 && Object.keys(distinct[0]!).length === 0 && holdsAll(ranked, targets))
    return true;
  const known = determined(ranked);
  return known !== null && scope.sources.length > 0 && scope.sources.every((source) => hasKey(source, known));
}

/** What ranks the rows of a SELECT. */
export function ranksOf(node: ParseNode): unknown[] {
  const sorted = listOf(node['sortClause']).map((each) => inFull(inside(each, 'SortBy')?.['node'], node));
  const on = listOf(node['distinctClause']).filter((each) => Object.keys(each).length > 0);
  return [...sorted, ...on.map((each) => inFull(each, node))];
}

function firstBranch(node: ParseNode): ParseNode {
  const left = asNode(node['larg']);
  return left ? firstBranch(left) : node;
}

/** A position or a name of the result, in ORDER BY and GROUP BY, means the expression there. */
function inFull(key: unknown, node: ParseNode): unknown {
  const targets = targetsOf(node);
  const place = asNode(inside(key, 'A_Const')?.['ival'])?.['ival'];
  if (typeof place === 'number') return targets[place - 1]?.['val'] ?? key;
  const name = columnName(key);
  const named = name?.length === 1 ? targets.find((target) => target['name'] === name[0]) : undefined;
  return named?.['val'] ?? key;
}

const aggregates = new Set([
  'count',
  'sum',
  'min',
  'max',
  'avg',
  'bool_and',
  'bool_or',
  'every',
  'array_agg',
  'string_agg',
]);

function isAggregate(value: unknown): boolean {
  const called = inside(value, 'FuncCall');
  return called !== null && called['over'] === undefined && aggregates.has(lastName(called['funcname']));
}

function holdsAll(ranked: Ranked, wanted: readonly unknown[]): boolean {
  const known = determined(ranked) ?? new Set<string>();
  return wanted.every((each) => {
    if (ranked.ranks.some((rank) => alike(rank, each))) return true;
    const column = ownColumn(each, ranked);
    return column !== null && known.has(keyOf(column));
  });
}

/** Columns of which two rows of the same rank have the same value; null for a FULL JOIN, of which nothing is said. */
function determined(ranked: Ranked): Set<string> | null {
  const { node, scope, ranks } = ranked;
  const known = new Set<string>();
  const resolve = (value: unknown) => ownColumn(value, ranked);
  for (const rank of ranks) {
    const column = resolve(rank);
    if (column) known.add(keyOf(column));
  }
  const follows: [from: string, to: string][] = [];
  const learn = (condition: Wrapped, into: readonly Source[] | null) => {
    for (const [left, right] of equalities(condition)) {
      for (const [from, to] of [
        [left, right],
        [right, left],
      ] as const) {
        const target = resolve(to);
        // Of an outer join only the side that may be missing follows from the other.
        if (!target || (into && !into.includes(target.source))) continue;
        const source = resolve(from);
        if (source) follows.push([keyOf(source), keyOf(target)]);
        else if (isFixed(from, ranked)) known.add(keyOf(target));
      }
    }
  };
  for (const condition of conjuncts(node['whereClause'])) learn(condition, null);
  for (const item of listOf(node['fromClause'])) if (!learnJoin(item, scope, learn)) return null;
  for (;;) {
    const size = known.size;
    for (const [from, to] of follows) if (known.has(from)) known.add(to);
    for (const source of scope.sources)
      if (hasKey(source, known))
        for (const { name } of source.table!.columns) known.add(`${source.alias}.${name}`);
    if (known.size === size) return known;
  }
}

function learnJoin(
  item: unknown,
  scope: Scope,
  learn: (condition: Wrapped, into: readonly Source[] | null) => void,
): boolean {
  const join = inside(item, 'JoinExpr');
  if (!join) return true;
  const { jointype, larg, rarg } = join;
  if (jointype === 'JOIN_FULL' || join['isNatural'] === true) return false;
  const missing = jointype === 'JOIN_LEFT' ? rarg : jointype === 'JOIN_RIGHT' ? larg : null;
  const into =
    missing === null ? null : scope.sources.filter(({ alias }) => aliasesOf(missing).includes(alias));
  for (const condition of conjuncts(join['quals'])) learn(condition, into);
  const [left] = aliasesOf(larg);
  const [right] = aliasesOf(rarg);
  for (const name of listOf(join['usingClause'])) {
    const of = (alias: string | undefined) => ({
      ColumnRef: { fields: [{ String: { sval: alias } }, name] },
    });
    const equal = {
      A_Expr: { kind: 'AEXPR_OP', name: [{ String: { sval: '=' } }], lexpr: of(left), rexpr: of(right) },
    };
    learn(equal as unknown as Wrapped, into);
  }
  return learnJoin(larg, scope, learn) && learnJoin(rarg, scope, learn);
}

function aliasesOf(item: unknown): string[] {
  const join = inside(item, 'JoinExpr');
  if (join) return [...aliasesOf(join['larg']), ...aliasesOf(join['rarg'])];
  const node = asNode(Object.values(asNode(item) ?? {})[0]);
  return node ? [String(asNode(node['alias'])?.['aliasname'] ?? node['relname'])] : [];
}

function equalities(condition: Wrapped): [unknown, unknown][] {
  const { kind, name, lexpr, rexpr } = inside(condition, 'A_Expr') ?? {};
  return kind === 'AEXPR_OP' && lastName(name) === '=' ? [[lexpr, rexpr]] : [];
}

/** Of a table in the FROM clause itself: what comes out of a subquery may be there many times. */
function ownColumn(value: unknown, { scope, tables }: Ranked): ResolvedColumn | null {
  const column = resolveColumn(value, scope, tables);
  return column && scope.sources.includes(column.source) ? column : null;
}

/** A value that is the same for all rows: without a column, or with one of a query around. */
function isFixed(value: unknown, { scope, tables }: Ranked): boolean {
  if (!/"(ColumnRef|SubLink)"/.test(JSON.stringify(value ?? null))) return true;
  return (
    resolveColumn(value, scope, tables) !== null &&
    resolveColumn(value, { ...scope, sources: [] }, tables) !== null
  );
}

function hasKey({ alias, table }: Source, known: ReadonlySet<string>): boolean {
  return table?.unique.some((key) => key.every((column) => known.has(`${alias}.${column}`))) ?? false;
}

function keyOf({ source, column }: ResolvedColumn): string {
  return `${source.alias}.${column}`;
}
