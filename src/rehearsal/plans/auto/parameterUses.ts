import { escapeIdentifier } from 'pg';
import type { ParsedStatement, ParseNode } from '../../../scenario/parseSql.ts';
import { asNode, inside, lastName, listOf } from '../syntax/parseNodes.ts';
import { type Scope, type Source, type TableFacts, type Tables, tableKey } from '../syntax/Scope.ts';
import { walkStatement } from '../syntax/walkStatement.ts';
import { assignments } from './assignments.ts';
import { expressionSql, type RowExpression } from './expressionSql.ts';
import type { OfTable, ParameterUse, ParameterUses } from './ParameterUse.ts';

/** What a statement does with each of its parameters: with which values of which table it compares them. */
export function parameterUses(
  statement: Pick<ParsedStatement, 'kind' | 'node'>,
  tables: Tables,
): ParameterUses {
  const uses = new Map<number, ParameterUse>();
  const optional = new Set<number>();
  const sources = new Map<Source, string>();
  const add = (value: unknown, use: ParameterUse | null) => {
    const number = parameterOf(value);
    if (number === null || !use) return;
    const known = uses.get(number);
    if (!known || rank(use) < rank(known)) uses.set(number, use);
  };
  const idOf = (source: Source) => {
    if (!sources.has(source)) sources.set(source, String(sources.size));
    return sources.get(source)!;
  };
  const ofRow: OfRow = ({ sql, columns }, expression = sql) => {
    const { source, table, column } = columns[0]!;
    const plain = sql === escapeIdentifier(column) && expression === sql;
    const found = table.columns.find(({ name }) => name === column);
    return { table, source: idOf(source), expression, column: (plain && found) || null };
  };
  walkStatement(statement.kind, statement.node, tables, (kind, node, scope) => {
    if (kind === 'NullTest') {
      const number = parameterOf(node['arg']);
      if (number !== null) optional.add(number);
    }
    if (kind === 'SelectStmt') {
      add(node['limitCount'], { kind: 'limit' });
      add(node['limitOffset'], { kind: 'offset' });
    }
    if (kind === 'A_Expr') for (const [value, use] of compared(node, scope, tables, ofRow)) add(value, use);
    const target = kind === 'InsertStmt' || kind === 'UpdateStmt' ? targetOf(node, tables) : null;
    if (!target) return;
    for (const [name, value] of assignments(kind, node, target)) {
      const column = target.columns.find((each) => each.name === name);
      const source = kind === 'UpdateStmt' && scope.sources[0] ? idOf(scope.sources[0]) : 'inserted';
      const expression = escapeIdentifier(name);
      if (column)
        add(value, {
          kind: 'assigned',
          inserted: source === 'inserted',
          table: target,
          source,
          expression,
          column,
        });
    }
  });
  return { uses, optional, conflicts: asNode(statement.node['onConflictClause']) !== null };
}

/** Of several uses the one that says most of what fits. */
function rank({ kind }: ParameterUse): number {
  return ['key', 'range', 'assigned', 'limit', 'offset'].indexOf(kind);
}

/** Through casts. */
function parameterOf(value: unknown): number | null {
  const cast = inside(value, 'TypeCast');
  if (cast) return parameterOf(cast['arg']);
  const number = inside(value, 'ParamRef')?.['number'];
  return typeof number === 'number' ? number : null;
}

type OfRow = (row: RowExpression, expression?: string) => OfTable;

const flipped: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };

function compared(
  node: ParseNode,
  scope: Scope,
  tables: Tables,
  ofRow: OfRow,
): [unknown, ParameterUse | null][] {
  const { kind, lexpr, rexpr } = node;
  const name = lastName(node['name']);
  const row = (value: unknown) => expressionSql(value, scope, tables);
  const items = listOf(inside(rexpr, 'List')?.['items']);
  const left = row(lexpr);
  switch (kind) {
    case 'AEXPR_OP':
    case 'AEXPR_DISTINCT':
    case 'AEXPR_NOT_DISTINCT': {
      const pairs = rowPairs(lexpr, rexpr);
      if (pairs) return pairs.flatMap(([a, b]) => [keyed(b, row(a)), keyed(a, row(b))]);
      // lower($1) is compared with lower(a): what fits inside is a value of a.
      const [bare, other] = [unwrapped(lexpr, rexpr), unwrapped(rexpr, lexpr)];
      if (bare) return [keyed(bare.value, row(bare.against))];
      if (other) return [keyed(other.value, row(other.against))];
      const right = row(rexpr);
      return [
        [rexpr, left && operated(name, left, ofRow)],
        [lexpr, right && operated(flipped[name] ?? name, right, ofRow)],
      ];
    }
    case 'AEXPR_OP_ANY': {
      const array = row(rexpr);
      if (array) return [[lexpr, { kind: 'key', list: false, ...ofRow(array, `(${array.sql})[1]`) }]];
      return [[rexpr, left && { kind: 'key', list: true, ...ofRow(left) }]];
    }
    case 'AEXPR_IN':
      return items.map((item) => keyed(item, left));
    case 'AEXPR_BETWEEN':
    case 'AEXPR_BETWEEN_SYM':
      return items.map((item, place) => [
        item,
        left && { kind: 'range', bound: place === 0 ? 'low' : 'high', ...ofRow(left) },
      ]);
    case 'AEXPR_LIKE':
    case 'AEXPR_ILIKE':
      return [[rexpr, left && { kind: 'key', list: false, ...ofRow(left, prefixOf(left.sql)) }]];
    default:
      return [];
  }

  function keyed(value: unknown, of: RowExpression | null): [unknown, ParameterUse | null] {
    return [value, of && { kind: 'key', list: false, ...ofRow(of) }];
  }
}

function operated(name: string, row: RowExpression, ofRow: OfRow): ParameterUse | null {
  if (name === '=' || name === '<>') return { kind: 'key', list: false, ...ofRow(row) };
  if (name === '>' || name === '>=') return { kind: 'range', bound: 'low', ...ofRow(row) };
  if (name === '<' || name === '<=') return { kind: 'range', bound: 'high', ...ofRow(row) };
  const type = row.columns[0]!.table.columns.find((each) => each.name === row.columns[0]!.column)?.type ?? '';
  // An entry of a row's object, or an element of its array.
  if (name === '@>' && type === 'jsonb') return { kind: 'key', list: false, ...ofRow(row, entryOf(row.sql)) };
  if ((name === '@>' || name === '&&') && type.endsWith('[]'))
    return { kind: 'key', list: false, ...ofRow(row, `(${row.sql})[1:1]`) };
  if ((name === '?' || name === '@?') && type === 'jsonb') return null;
  return null;
}

function entryOf(sql: string): string {
  return `(SELECT pg_catalog.jsonb_build_object(key, value) FROM pg_catalog.jsonb_each(CASE pg_catalog.jsonb_typeof(${sql}) WHEN 'object' THEN ${sql} END) ORDER BY key LIMIT 1)`;
}

/** Three characters, those that a pattern gives a meaning to without it. */
function prefixOf(sql: string): string {
  return `pg_catalog.regexp_replace(pg_catalog.left((${sql})::pg_catalog.text, 3), '([%_\\\\])', '\\\\\\1', 'g') || '%'`;
}

/** (a, b) > ($1, $2), by pairs. */
function rowPairs(left: unknown, right: unknown): [unknown, unknown][] | null {
  const a = listOf(inside(left, 'RowExpr')?.['args']);
  const b = listOf(inside(right, 'RowExpr')?.['args']);
  return a.length > 0 && a.length === b.length ? a.map((each, place) => [each, b[place]]) : null;
}

/** A parameter within a function, against the same function of something else. */
function unwrapped(value: unknown, against: unknown): { value: unknown; against: unknown } | null {
  const [own, other] = [inside(value, 'FuncCall'), inside(against, 'FuncCall')];
  const [inner, ...more] = listOf(own?.['args']);
  if (!own || !other || more.length > 0 || parameterOf(inner) === null) return null;
  if (lastName(own['funcname']) !== lastName(other['funcname'])) return null;
  return { value: inner, against: listOf(other['args'])[0] };
}

function targetOf(node: ParseNode, tables: Tables): TableFacts | null {
  const relation = asNode(node['relation']);
  return relation ? (tables.get(tableKey(relation)) ?? null) : null;
}
