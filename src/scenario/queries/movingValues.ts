import type { ParseNode } from '../parseSql.ts';

/** A part of a statement that gives another value in every run, or every night. */
export interface MovingValue {
  /** `now()`, `CURRENT_DATE`, `'today'::date`. */
  shown: string;
  /** Where it begins, in bytes of UTF-8. */
  location: number;
  /** The type of what it gives where it is the moment at which the transaction began; null for what cannot be fixed. */
  moment: 'timestamptz' | 'timestamp' | 'date' | 'timetz' | 'time' | null;
}

/** By their names: the beginning of the transaction, which functions-datetime of the manual lists, and what is volatile. */
const moments = new Set(['now', 'transaction_timestamp', 'statement_timestamp']);
const volatile = new Set([
  'clock_timestamp',
  'timeofday',
  'random',
  'random_normal',
  'gen_random_uuid',
  'uuidv4',
  'uuidv7',
  'uuid_generate_v1',
  'uuid_generate_v4',
  'gen_random_bytes',
]);
/** SQLValueFunctionOp in primnodes.h. */
const keywords: Readonly<Record<string, MovingValue['moment']>> = {
  SVFOP_CURRENT_DATE: 'date',
  SVFOP_CURRENT_TIME: 'timetz',
  SVFOP_CURRENT_TIMESTAMP: 'timestamptz',
  SVFOP_LOCALTIME: 'time',
  SVFOP_LOCALTIMESTAMP: 'timestamp',
};
const timeTypes = new Set(['timestamptz', 'timestamp', 'date', 'timetz', 'time']);
const movingWords = /^\s*(?:now|today|tomorrow|yesterday)\s*$/i;

/**
 * What of a statement moves. What INSERT, UPDATE and MERGE only store, or RETURNING only shows, is left out: it decides
 * neither the plan nor the rows.
 */
export function movingValues(statement: { kind: string; node: ParseNode }): MovingValue[] {
  const found: MovingValue[] = [];
  const stack: unknown[] = [decisive(statement.kind, statement.node)];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      const moving = movingAs(key, inner as ParseNode);
      if (moving) found.push(moving);
      else stack.push(decisive(key, inner));
    }
  }
  return found.sort((a, b) => a.location - b.location);
}

function movingAs(key: string, node: ParseNode): MovingValue | null {
  const location = (node?.['location'] as number | undefined) ?? 0;
  if (key === 'FuncCall') {
    const name = lastName(node['funcname']);
    const count = (node['args'] as unknown[] | undefined)?.length ?? 0;
    if (moments.has(name) && count === 0) return { shown: `${name}()`, location, moment: 'timestamptz' };
    if (volatile.has(name)) return { shown: `${name}()`, location, moment: null };
    // Of one moment it gives the time until current_date (functions-datetime in the manual).
    if (name === 'age' && count === 1) return { shown: 'age() of one value', location, moment: null };
  }
  if (key === 'RangeTableSample' && !node['repeatable'])
    return { shown: 'TABLESAMPLE without REPEATABLE', location, moment: null };
  if (key === 'SQLValueFunction') {
    const op = String(node['op']).replace(/_N$/, '');
    const moment = keywords[op];
    if (moment) return { shown: op.replace('SVFOP_', ''), location, moment };
  }
  if (key === 'TypeCast') {
    const type = lastName((node['typeName'] as ParseNode | undefined)?.['names']);
    const text = (node['arg'] as { A_Const?: { sval?: { sval?: string } } } | undefined)?.A_Const?.sval?.sval;
    if (timeTypes.has(type) && text !== undefined && movingWords.test(text))
      return { shown: `'${text.trim()}'::${type}`, location, moment: null };
  }
  return null;
}

/** A node without its parts that are only stored or shown. */
function decisive(kind: string, node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const { returningList: _shown, returningClause: _returned, ...rest } = node as Record<string, unknown>;
  if (kind === 'UpdateStmt' || kind === 'OnConflictClause' || kind === 'onConflictClause')
    return { ...rest, targetList: stored(rest['targetList']) };
  if (kind === 'MergeWhenClause') return { ...rest, targetList: stored(rest['targetList']), values: [] };
  if (kind !== 'InsertStmt') return kind === 'SelectStmt' ? node : rest;
  const select = (rest['selectStmt'] as { SelectStmt?: Record<string, unknown> } | undefined)?.SelectStmt;
  if (!select) return rest;
  const targets = stored(select['targetList']);
  return { ...rest, selectStmt: { SelectStmt: { ...select, targetList: targets, valuesLists: [] } } };
}

/** Of stored values only those that a subquery finds. */
function stored(targets: unknown): unknown {
  const found: unknown[] = [];
  const stack: unknown[] = [targets];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'SubLink') found.push({ SubLink: inner });
      else stack.push(inner);
    }
  }
  return found;
}

function lastName(names: unknown): string {
  const last = (names as { String?: { sval?: string } }[] | undefined)?.at(-1);
  return last?.String?.sval ?? '';
}
