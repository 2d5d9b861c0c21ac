import { parametersOf } from '../parametersOf.ts';
import { type ParsedStatement, parseSql } from '../parseSql.ts';
import { statementWrites } from '../statementWrites.ts';
import { editText } from './editText.ts';
import { movingValues } from './movingValues.ts';
import { type NumberedQuery, numberParameters, type QueryFault } from './numberParameters.ts';
import { prefixCasts } from './prefixCasts.ts';

/** One statement whose parameters are $1, $2, …. */
export interface PreparedQuery {
  sql: string;
  kind: string;
  node: ParsedStatement['node'];
  /** Of $1, $2, … in order; null where it names none. */
  names: string[] | null;
  count: number;
  readonly: boolean;
}

/** What EXPLAIN takes, of what can have parameters (ExplainableStmt in gram.y). */
export const explainable: ReadonlySet<string> = new Set([
  'SelectStmt',
  'InsertStmt',
  'UpdateStmt',
  'DeleteStmt',
  'MergeStmt',
]);

export interface PrepareOptions {
  /** Whether EXPLAIN must take it. */
  explained: boolean;
  /** Whether it must mean the same every night. */
  still: boolean;
  /** Whether `:name` and the like are parameters; the server's own texts have none. Default true. */
  named?: boolean;
  /** SQL for named parameters that are no parameters here. */
  constants?: Readonly<Record<string, string>>;
}

/** The one statement of a text, or what is wrong with it. */
export async function prepareQuery(
  text: string,
  { explained, still, named = true, constants }: PrepareOptions,
): Promise<PreparedQuery | QueryFault[]> {
  const numbered = named ? await numberParameters(text, constants) : unnumbered(text);
  if (numbered.faults.length > 0) return numbered.faults;
  let sql = numbered.text;
  let parsed = await parseSql(sql);
  const casts = parsed.statements.flatMap(({ node }) => prefixCasts(node, sql));
  if (casts.length > 0) {
    sql = editText(sql, casts).text;
    parsed = await parseSql(sql);
  }
  if (parsed.fault) return [{ message: parsed.fault.message, index: numbered.original(parsed.fault.index) }];
  const [only] = parsed.statements;
  if (!only || parsed.statements.length !== 1) {
    const found = parsed.statements.length === 0 ? 'none' : parsed.statements.length;
    return [{ message: `expected one statement, found ${found}`, index: null }];
  }
  const faults = explained ? unexplained(only) : [];
  faults.push(...gapsIn(only));
  if (still && faults.length === 0)
    for (const { shown, location, moment } of movingValues(only)) {
      const index = numbered.original(Buffer.from(sql).toString('utf8', 0, location).length);
      faults.push({ message: `calls ${shown}, ${moment ? nights : runs}`, index });
    }
  if (faults.length > 0) return faults;
  return {
    sql: only.sql,
    kind: only.kind,
    node: only.node,
    names: numbered.names,
    count: Math.max(0, ...parametersOf(only.node)),
    readonly: !statementWrites(only),
  };
}

function unnumbered(text: string): NumberedQuery {
  return { text, names: null, faults: [], original: (index) => index };
}

const nights =
  "which is another moment every night; write :now::timestamptz, or $1::timestamptz with the value '$now', for the scenario's now, or say now: 'bound'";
const runs =
  "which is another value in every run; write a parameter, whose value may be '$now' for the scenario's now";

function unexplained({ kind, node }: ParsedStatement): QueryFault[] {
  if (explainable.has(kind) && node['intoClause'] === undefined) return [];
  const what = kind.replace(/Stmt$/, '');
  return [
    {
      message: `expected a SELECT, INSERT, UPDATE, DELETE or MERGE, which EXPLAIN takes, found ${what}`,
      index: null,
      unexplained: true,
    },
  ];
}

function gapsIn({ node }: ParsedStatement): QueryFault[] {
  const used = parametersOf(node);
  const count = Math.max(0, ...used);
  const skipped = Array.from({ length: count }, (_, i) => i + 1).filter((number) => !used.has(number));
  if (skipped.length === 0) return [];
  const missing = skipped.map((number) => `$${number}`).join(', ');
  return [{ message: `uses $${count} but not ${missing}; number the parameters without gaps`, index: null }];
}
