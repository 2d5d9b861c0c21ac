import { escapeIdentifier, escapeLiteral } from 'pg';
import { asNode, columnName, inside, lastName, listOf, textOf } from '../syntax/parseNodes.ts';
import { type ResolvedColumn, resolveColumn, type Scope, type Tables } from '../syntax/Scope.ts';

export interface RowExpression {
  sql: string;
  /** Those that it reads. */
  columns: ResolvedColumn[];
}

/** An expression over the columns of one table as SQL; null where it has others, or is more than a few calls and operators. */
export function expressionSql(value: unknown, scope: Scope, tables: Tables): RowExpression | null {
  const columns: ResolvedColumn[] = [];
  const sql = written(value, (reference) => {
    const column = resolveColumn(reference, scope, tables);
    if (column) columns.push(column);
    return column && escapeIdentifier(column.column);
  });
  const [first] = columns;
  if (sql === null || !first || columns.some(({ source }) => source !== first.source)) return null;
  return { sql, columns };
}

function written(value: unknown, column: (reference: unknown) => string | null): string | null {
  const all = (values: readonly unknown[]) => {
    const texts = values.map((each) => written(each, column));
    return texts.includes(null) ? null : (texts as string[]);
  };
  if (columnName(value)) return column(value);
  const constant = inside(value, 'A_Const');
  if (constant) return literal(constant);
  const cast = inside(value, 'TypeCast');
  if (cast) {
    const inner = written(cast['arg'], column);
    const type = asNode(cast['typeName']);
    const names = listOf(type?.['names']).map((name) => escapeIdentifier(textOf(name) ?? ''));
    return inner && listOf(type?.['typmods']).length === 0 && listOf(type?.['arrayBounds']).length === 0
      ? `(${inner})::${names.join('.')}`
      : null;
  }
  const call = inside(value, 'FuncCall');
  if (call && call['over'] === undefined && call['agg_star'] !== true) {
    const args = all(listOf(call['args']));
    const name = listOf(call['funcname']).map((part) => escapeIdentifier(textOf(part) ?? ''));
    return args && `${name.join('.')}(${args.join(', ')})`;
  }
  const operation = inside(value, 'A_Expr');
  if (operation?.['kind'] !== 'AEXPR_OP' || operation['lexpr'] === undefined) return null;
  const sides = all([operation['lexpr'], operation['rexpr']]);
  return sides && `(${sides[0]} ${lastName(operation['name'])} ${sides[1]})`;
}

function literal({ sval, ival, fval, boolval }: Readonly<Record<string, unknown>>): string | null {
  const text = asNode(sval)?.['sval'];
  if (typeof text === 'string') return escapeLiteral(text);
  if (ival !== undefined) return String(asNode(ival)?.['ival'] ?? 0);
  if (fval !== undefined) return String(asNode(fval)?.['fval']);
  return boolval === undefined ? null : String(asNode(boolval)?.['boolval'] ?? false);
}
