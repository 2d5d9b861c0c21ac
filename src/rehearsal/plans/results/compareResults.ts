import type { Client } from 'pg';
import type { CaptureEvidence, ResultComparison } from '../../../evidence/QueryEvidence.ts';
import { type ParsedStatement, parseSql } from '../../../scenario/parseSql.ts';
import { statementError } from '../../statementError.ts';
import type { BoundQuery } from '../BoundQuery.ts';
import { overLimit } from '../overLimit.ts';
import { inQueryTransaction } from '../queryTransaction.ts';
import type { Sides } from '../Sides.ts';
import { readTables } from '../syntax/readTables.ts';
import { canonicalText, type ResultColumn } from './canonicalText.ts';
import { type DefinedPart, definedPart } from './definedPart.ts';
import { type MadeColumns, madeColumns } from './madeColumns.ts';
import { pairColumns } from './pairColumns.ts';
import { describeResult, hashResult, type Wrapping } from './resultHash.ts';
import { volatileCalls } from './volatileCalls.ts';

/** query_canceled (errcodes.txt): by our limit. */
const canceled = '57014';

/**
 * Whether a query gives the same before and after the migrations, as far as it defines what it gives; the server compares,
 * and no value leaves it. Null where the query fails on a side, or was not executed there.
 */
export async function compareResults(
  clients: Sides<Client>,
  bound: BoundQuery,
): Promise<ResultComparison | null> {
  const { before, after } = bound.evidence;
  if (before.error || after.error) return null;
  const rows = { before: rowsOf(before), after: rowsOf(after) };
  const limit = before.overLimitMs ?? after.overLimitMs;
  if (limit !== undefined) return { ...blank, because: overLimit(limit), rows };
  const [statement] = (await parseSql(bound.query.sql)).statements;
  if (!statement || !before.serial || !after.serial) return null;
  const wrapping = { bound, sql: statement.sql, selects: statement.kind === 'SelectStmt' };
  try {
    const { part, made } = await definedOf(clients.before, bound, statement);
    if (part.compared === 'nothing' && !bound.query.readonly)
      return { ...blank, because: part.because, rows };
    const columns = {
      before: await describeResult(clients.before, wrapping),
      after: await describeResult(clients.after, wrapping),
    };
    return { ...blank, rows, ...(await comparison(clients, wrapping, columns, part, made)) };
  } catch (error) {
    const answer = statementError(error);
    if (!answer) throw error;
    const because =
      answer.code === canceled
        ? overLimit(bound.query.timeLimitMs)
        : `the server refuses to compare it (PostgreSQL's code ${answer.code})`;
    return { ...blank, because, rows };
  }
}

const blank = {
  compared: 'nothing',
  because: null,
  columns: [],
  onlyBefore: [],
  onlyAfter: [],
  equal: null,
} satisfies Omit<ResultComparison, 'rows'>;

async function definedOf(
  client: Client,
  bound: BoundQuery,
  statement: ParsedStatement,
): Promise<{ part: DefinedPart; made: MadeColumns }> {
  const { values, query, evidence } = bound;
  // In the query's own session, whose search_path finds its tables.
  return inQueryTransaction(client, query, async () => {
    const tables = await readTables(client, statement.kind, statement.node);
    const volatile = await volatileCalls(client, statement, evidence.before.serial);
    const made = await madeColumns(client, statement);
    const rows = Math.max(rowsOf(evidence.before), rowsOf(evidence.after));
    const part = definedPart(statement, { tables, volatile, values, rows });
    if (part.compared === 'nothing' || made.trigger === null) return { part, made };
    const because = `trigger ${made.trigger} may set what it returns`;
    return { part: { ...part, compared: 'nothing', because }, made };
  });
}

async function comparison(
  clients: Sides<Client>,
  wrapping: Wrapping,
  columns: Sides<ResultColumn[]>,
  part: DefinedPart,
  made: MadeColumns,
): Promise<Partial<ResultComparison>> {
  const { pairs, onlyBefore, onlyAfter } = pairColumns(columns.before, columns.after);
  const only = { onlyBefore, onlyAfter };
  if (part.compared === 'nothing') return { ...only, because: part.because };
  const because = part.because === null ? [] : [part.because];
  const kept = pairs.filter(({ name, before }) => {
    if (part.compared === 'ordering keys') return part.keys.includes(before) || part.keys.includes(name);
    if (made.names.has(name)) because.push(`${name} is left out: its default gives each row another`);
    return !part.without.includes(before) && !made.names.has(name);
  });
  const expressions: Sides<string[]> = { before: [], after: [] };
  const names: string[] = [];
  for (const { name, before, after } of kept) {
    const [here, there] = [columns.before[before]!, columns.after[after]!];
    const texts = [canonicalText(`c${before + 1}`, here, there), canonicalText(`c${after + 1}`, there, here)];
    if (texts[0] == null || texts[1] == null) {
      because.push(`${name} is left out: ${here.type} and ${there.type} have no values in common`);
      continue;
    }
    names.push(name);
    expressions.before.push(texts[0]);
    expressions.after.push(texts[1]);
  }
  if (names.length === 0)
    return { ...only, because: because.join('; ') || 'no column is there both before and after' };
  const before = await hashResult(clients.before, wrapping, columns.before.length, expressions.before);
  const after = await hashResult(clients.after, wrapping, columns.after.length, expressions.after);
  return {
    ...only,
    compared: part.compared,
    because: because.join('; ') || null,
    columns: names,
    rows: { before: before.rows, after: after.rows },
    equal: before.rows === after.rows && before.hash === after.hash,
  };
}

function rowsOf({ serial }: CaptureEvidence): number {
  return Math.round(serial?.Plan['Actual Rows'] ?? 0);
}
