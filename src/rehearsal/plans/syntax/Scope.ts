import type { ParseNode } from '../../../scenario/parseSql.ts';
import { asNode, columnName, inside, lastName, listOf, textOf } from './parseNodes.ts';

/** A table's columns as the catalog has them, by the name that a statement wrote. */
export interface TableFacts {
  oid: number;
  /** As regclass prints it. */
  name: string;
  columns: readonly { name: string; type: string; notNull: boolean }[];
  /** Columns that together are never twice there. */
  unique: readonly (readonly string[])[];
}
export type Tables = ReadonlyMap<string, TableFacts>;

/** What a FROM clause, or a statement's target, brings in. */
export interface Source {
  alias: string;
  /** Null for what is no table. */
  table: TableFacts | null;
  /** Of a subquery or a CTE. */
  select: { node: ParseNode; scope: Scope; names: readonly string[] } | null;
}

/** The names that are known at a place of a statement. */
export interface Scope {
  sources: readonly Source[];
  ctes: ReadonlyMap<string, Source['select'] | null>;
  outer: Scope | null;
}

export interface ResolvedColumn {
  source: Source;
  table: TableFacts;
  column: string;
}

export const noScope: Scope = { sources: [], ctes: new Map(), outer: null };

/** The key of a RangeVar among `Tables`. */
export function tableKey({ schemaname, relname }: ParseNode): string {
  return JSON.stringify([schemaname ?? null, relname]);
}

/** Asked for again it is the same one, so that a source is itself however a name leads to it. */
const scopes = new WeakMap<Tables, WeakMap<ParseNode, Scope>>();

/** The scope inside a statement: SELECT, INSERT, UPDATE, DELETE, MERGE. */
export function scopeOf(node: ParseNode, outer: Scope, tables: Tables): Scope {
  const made = scopes.get(tables) ?? new WeakMap<ParseNode, Scope>();
  scopes.set(tables, made);
  const scope = made.get(node) ?? makeScope(node, outer, tables);
  made.set(node, scope);
  return scope;
}

function makeScope(node: ParseNode, outer: Scope, tables: Tables): Scope {
  const ctes = new Map(outer.ctes);
  const above: Scope = { sources: [], ctes, outer };
  for (const wrapped of listOf(asNode(node['withClause'])?.['ctes'])) {
    const cte = inside(wrapped, 'CommonTableExpr');
    const select = inside(cte?.['ctequery'], 'SelectStmt');
    const names = listOf(cte?.['aliascolnames']).map((name) => textOf(name) ?? '');
    // One that writes, or calls itself, hides a table of its name and says nothing of its columns.
    ctes.set(
      String(cte?.['ctename']),
      select ? { node: select, scope: { ...above, ctes: new Map(ctes) }, names } : null,
    );
  }
  const sources: Source[] = [];
  const scope: Scope = { sources, ctes, outer };
  const target = asNode(node['relation']);
  const from = [
    ...(target ? [{ RangeVar: target }] : []),
    ...listOf(node['fromClause']),
    ...listOf(node['usingClause']),
    node['sourceRelation'],
  ];
  for (const item of from) addSources(item, scope, sources, tables);
  return scope;
}

function addSources(item: unknown, scope: Scope, sources: Source[], tables: Tables): void {
  const join = inside(item, 'JoinExpr');
  if (join) {
    addSources(join['larg'], scope, sources, tables);
    addSources(join['rarg'], scope, sources, tables);
    return;
  }
  const range = inside(item, 'RangeVar');
  if (range) {
    const alias = aliasOf(range) ?? String(range['relname']);
    const cte = range['schemaname'] === undefined ? scope.ctes.get(String(range['relname'])) : undefined;
    const table = cte === undefined ? (tables.get(tableKey(range)) ?? null) : null;
    sources.push({ alias, table, select: cte ?? null });
    return;
  }
  const sampled = inside(item, 'RangeTableSample');
  if (sampled) {
    addSources(sampled['relation'], scope, sources, tables);
    return;
  }
  const sub = inside(item, 'RangeSubselect');
  const select = inside(sub?.['subquery'], 'SelectStmt');
  const other = asNode(Object.values(asNode(item) ?? {})[0]);
  const names = listOf(asNode(sub?.['alias'])?.['colnames']).map((name) => textOf(name) ?? '');
  if (other)
    sources.push({
      alias: aliasOf(other) ?? '',
      table: null,
      // LATERAL or not: what is not known there is not found there.
      select: select ? { node: select, scope: { ...scope, sources: [...sources] }, names } : null,
    });
}

function aliasOf(node: ParseNode): string | null {
  const alias = asNode(node['alias'])?.['aliasname'];
  return typeof alias === 'string' ? alias : null;
}

/** The table's column that a reference means, through aliases, subqueries and CTEs; null where that cannot be told. */
export function resolveColumn(reference: unknown, scope: Scope, tables: Tables): ResolvedColumn | null {
  const name = columnName(reference);
  if (!name) return null;
  const column = name.at(-1)!;
  const alias = name.at(-2);
  for (let at: Scope | null = scope; at; at = at.outer) {
    for (const source of at.sources) {
      if (alias !== undefined && source.alias !== alias) continue;
      const found = columnOf(source, column, tables);
      if (found) return found;
    }
    if (alias !== undefined && at.sources.some((source) => source.alias === alias)) return null;
  }
  return null;
}

function columnOf(source: Source, column: string, tables: Tables): ResolvedColumn | null {
  const { table, select } = source;
  if (table) return table.columns.some(({ name }) => name === column) ? { source, table, column } : null;
  if (!select) return null;
  let { node } = select;
  // Of UNION and the like the first branch names the columns.
  while (asNode(node['larg'])) node = asNode(node['larg'])!;
  const inner = scopeOf(node, select.scope, tables);
  const targets = listOf(node['targetList']).map((target) => inside(target, 'ResTarget'));
  const renamed = select.names.indexOf(column);
  const target =
    renamed >= 0 ? targets[renamed] : targets.find((each) => each && outputName(each) === column);
  if (target) return resolveColumn(target['val'], inner, tables);
  const star = targets.some((each) => each && isStar(each));
  return star ? resolveColumn(reference(column), inner, tables) : null;
}

function reference(column: string) {
  return { ColumnRef: { fields: [{ String: { sval: column } }] } };
}

/** What a column of a result is called, as far as its text tells (FigureColname in parse_target.c). */
export function outputName(target: ParseNode): string {
  if (typeof target['name'] === 'string') return target['name'];
  const column = columnName(target['val']);
  if (column) return column.at(-1)!;
  const called = inside(target['val'], 'FuncCall');
  return called ? lastName(called['funcname']) : '';
}

export function isStar({ val }: ParseNode): boolean {
  return listOf(inside(val, 'ColumnRef')?.['fields']).some((field) => 'A_Star' in field);
}
