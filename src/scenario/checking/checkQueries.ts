import { parametersOf } from '../parametersOf.ts';
import { type ParsedStatement, parseSql } from '../parseSql.ts';
import type { ResolvedSet } from '../ResolvedScenario.ts';
import { fieldPath, type Problem } from './problems.ts';
import type { CheckedScenario } from './scenarioSchema.ts';

type Parameters = Readonly<Record<string, Exclude<ResolvedSet, 'auto'>>>;

/** What EXPLAIN takes, of what can have parameters (ExplainableStmt in gram.y). */
const explainable = new Set(['SelectStmt', 'InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt']);

/** Key queries and traffic that do not parse, are not one statement, or whose parameters do not fit. */
export async function checkQueries({ queries = {}, traffic = [] }: CheckedScenario): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const [name, { sql, parameters }] of Object.entries(queries)) {
    problems.push(...(await checkQuery(['queries', name], sql, parameters)));
  }
  for (const [i, { query, sql, transaction, parameters }] of traffic.entries()) {
    const path = ['traffic', i];
    if (transaction) problems.push(...(await checkTransaction(path, transaction, parameters)));
    if (sql !== undefined) problems.push(...(await checkQuery(path, sql, parameters)));
    const named = query === undefined ? undefined : queries[query];
    const count = named && parameters && parameterCount((await parseSql(named.sql)).statements[0]);
    if (count !== undefined) problems.push(...(await checkSets(path, count, parameters!)));
  }
  return problems;
}

async function checkQuery(path: PropertyKey[], sql: string, parameters?: Parameters): Promise<Problem[]> {
  const field = fieldPath([...path, 'sql']);
  const parsed = await parseOne(field, sql);
  if ('fault' in parsed) return [parsed];
  const { kind, node } = parsed;
  if (!explainable.has(kind) || node['intoClause'] !== undefined) {
    const what = kind.replace(/Stmt$/, '');
    return [
      {
        field,
        fault: `expected a SELECT, INSERT, UPDATE, DELETE or MERGE, which EXPLAIN takes, found ${what}`,
      },
    ];
  }
  const count = parameterCount(parsed) ?? 0;
  const gaps = gapsIn(field, parsed);
  if (gaps.length > 0) return gaps;
  if (count > 0 && Object.keys(parameters ?? {}).length === 0) {
    return [
      {
        field: fieldPath([...path, 'parameters']),
        fault: `expected values for ${dollars(count)}, found nothing`,
      },
    ];
  }
  return checkSets(path, count, parameters ?? {});
}

type Steps = NonNullable<NonNullable<CheckedScenario['traffic']>[number]['transaction']>;

/** Each statement has parameters of its own, or takes the first of those that its transaction has drawn. */
async function checkTransaction(
  path: PropertyKey[],
  steps: Steps,
  drawn: Parameters | undefined,
): Promise<Problem[]> {
  const problems: Problem[] = [];
  let most = 0;
  for (const [i, step] of steps.entries()) {
    if ('think' in step) continue;
    const inside = [...path, 'transaction', i];
    const field = fieldPath([...inside, 'sql']);
    const parsed = await parseOne(field, step.sql);
    if ('fault' in parsed) {
      problems.push(parsed);
      continue;
    }
    if (parsed.kind === 'TransactionStmt')
      problems.push({ field, fault: 'expected no transaction control; BEGIN and COMMIT are sent around it' });
    problems.push(...gapsIn(field, parsed));
    const count = parameterCount(parsed) ?? 0;
    if (step.parameters) problems.push(...(await checkSets(inside, count, step.parameters)));
    else most = Math.max(most, count);
  }
  if (steps.every((step) => 'think' in step))
    problems.push({ field: fieldPath([...path, 'transaction']), fault: 'expected a statement, found none' });
  if (most > 0 && Object.keys(drawn ?? {}).length === 0) {
    const field = fieldPath([...path, 'parameters']);
    return [...problems, { field, fault: `expected values for ${dollars(most)}, found nothing` }];
  }
  return [...problems, ...(await checkSets(path, most, drawn ?? {}))];
}

function gapsIn(field: string, { node }: ParsedStatement): Problem[] {
  const used = parametersOf(node);
  const count = Math.max(0, ...used);
  const skipped = Array.from({ length: count }, (_, i) => i + 1).filter((number) => !used.has(number));
  if (skipped.length === 0) return [];
  const missing = skipped.map((number) => `$${number}`).join(', ');
  return [{ field, fault: `uses $${count} but not ${missing}; number the parameters without gaps` }];
}

async function checkSets(path: PropertyKey[], count: number, parameters: Parameters): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const [name, set] of Object.entries(parameters)) {
    const field = fieldPath([...path, 'parameters', name]);
    const values = 'sql' in set ? await columnCount(`${field}.sql`, set.sql) : set.length;
    if (values === null || values === count) continue;
    problems.push(typeof values === 'number' ? { field, fault: misfit(count, values) } : values);
  }
  return problems;
}

function misfit(count: number, values: number): string {
  const expected =
    count === 0 ? 'no values, because the query has no parameters' : `${plural(count)} for ${dollars(count)}`;
  const missing = Array.from({ length: Math.max(0, count - values) }, (_, i) => `$${values + 1 + i}`);
  const difference = values < count ? `${missing.join(', ')} missing` : `${values - count} too many`;
  return `expected ${expected}, found ${values} (${difference})`;
}

function plural(count: number): string {
  return count === 1 ? '1 value' : `${count} values`;
}

function dollars(count: number): string {
  return count === 1 ? '$1' : `$1 to $${count}`;
}

/** The number of columns that a query for parameters gives; null where only the server can tell. */
async function columnCount(field: string, sql: string): Promise<number | null | Problem> {
  const parsed = await parseOne(field, sql);
  if ('fault' in parsed) return parsed;
  if (parsed.kind !== 'SelectStmt')
    return { field, fault: `expected a SELECT, found ${parsed.kind.replace(/Stmt$/, '')}` };
  if (parametersOf(parsed.node).size > 0)
    return { field, fault: 'expected a query without parameters of its own, found $1' };
  const targets = parsed.node['targetList'] as unknown[] | undefined;
  return !targets || JSON.stringify(targets).includes('"A_Star"') ? null : targets.length;
}

async function parseOne(field: string, sql: string): Promise<ParsedStatement | Problem> {
  const { statements, fault } = await parseSql(sql);
  if (fault) {
    const { message, line, column } = fault;
    const shown = sql.split('\n')[line - 1]?.trim() ?? '';
    return { field, fault: `${message} (line ${line}, column ${column}: ${shown})` };
  }
  const [only] = statements;
  if (only && statements.length === 1) return only;
  return {
    field,
    fault: `expected one statement, found ${statements.length === 0 ? 'none' : statements.length}`,
  };
}

function parameterCount(statement: ParsedStatement | undefined): number | undefined {
  return statement && Math.max(0, ...parametersOf(statement.node));
}
