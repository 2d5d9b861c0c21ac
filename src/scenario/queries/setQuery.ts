import type { ParseNode } from '../parseSql.ts';
import { misfit, nowName, type Signature, wantedOf } from './ordered.ts';
import { prepareQuery } from './PreparedQuery.ts';
import { quoteFault } from './queryProblem.ts';

/**
 * A query for parameters whose columns come in the order of $1, $2, …: by their names where the query that takes them
 * names its parameters. `:now` in it is the scenario's now.
 */
export async function setQuery(
  text: string,
  signature: Signature,
  now: number,
): Promise<{ sql: string } | { fault: string; inside: boolean }> {
  const inside = (fault: string) => ({ fault, inside: true });
  const moment = `'${new Date(now).toISOString()}'`;
  const constants = { [nowName]: moment };
  const prepared = await prepareQuery(text, { explained: true, still: true, constants });
  if (Array.isArray(prepared)) return inside(quoteFault(text, prepared[0]!));
  const { sql, kind, node, names, count } = prepared;
  if (kind !== 'SelectStmt') return inside(`expected a SELECT, found ${kind.replace(/Stmt$/, '')}`);
  if (count > 0)
    return inside(
      `expected a query without parameters of its own, found ${names === null ? '$1' : `:${names[0]}`}`,
    );
  const columns = columnNames(node);
  const wanted = wantedOf(signature.names);
  const expected = signature.names === null ? signature.count : wanted.length;
  if (signature.names === null || (wanted.length === 1 && !signature.names.includes(nowName))) {
    if (columns !== null && columns.length !== expected)
      return { fault: misfit(signature, columns.length), inside: false };
    return { sql };
  }
  const single = wanted.length === 1 && columns?.length === 1;
  const missing = wanted.filter((name) => columns !== null && !single && !columns.includes(name));
  if (missing.length > 0)
    return {
      fault: `expected a column for each of ${wanted.map((name) => `:${name}`).join(', ')}, found ${columns!.map((name) => name ?? 'one without a name').join(', ')}`,
      inside: true,
    };
  const picked = signature.names.map((name) =>
    name === nowName && !columns?.includes(name)
      ? `${moment}::pg_catalog.timestamptz`
      : `taken.${quoted(name)}`,
  );
  const alias = single ? ` (${quoted(wanted[0]!)})` : '';
  return { sql: `SELECT ${picked.join(', ')} FROM (\n${sql}\n) AS taken${alias}` };
}

/** The names of the columns that a query gives; null for one that has none of its own, and for all where only the server can tell. */
function columnNames(select: ParseNode): (string | null)[] | null {
  if (select['larg']) return columnNames(select['larg'] as ParseNode);
  const values = (select['valuesLists'] as { List?: { items?: unknown[] } }[] | undefined)?.[0]?.List?.items;
  if (values) return values.map((_, i) => `column${i + 1}`);
  const targets = (select['targetList'] ?? []) as { ResTarget?: { name?: string; val?: ParseNode } }[];
  if (
    JSON.stringify(targets.map((target) => target.ResTarget?.val?.['ColumnRef'] ?? null)).includes('"A_Star"')
  )
    return null;
  return targets.map(({ ResTarget }) => ResTarget?.name ?? nameOf(ResTarget?.val));
}

/** As FigureColname in parse_target.c has it, for the expressions that matter. */
function nameOf(value: ParseNode | undefined): string | null {
  const last = (names: unknown) =>
    (names as { String?: { sval?: string } }[] | undefined)?.at(-1)?.String?.sval ?? null;
  const { ColumnRef, FuncCall, TypeCast } = (value ?? {}) as Record<string, ParseNode | undefined>;
  if (ColumnRef) return last(ColumnRef['fields']);
  if (FuncCall) return last(FuncCall['funcname']);
  if (TypeCast)
    return nameOf(TypeCast['arg'] as ParseNode) ?? last((TypeCast['typeName'] as ParseNode)['names']);
  return null;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
