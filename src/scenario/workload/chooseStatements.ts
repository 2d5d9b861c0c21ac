import { boundQuery } from '../queries/boundQuery.ts';
import { type PreparedQuery, prepareQuery } from '../queries/PreparedQuery.ts';
import type { CountedStatement } from './readExport.ts';
import { shapeOfQuery } from './shapeOfQuery.ts';
import { relationsIn, statementName } from './statementName.ts';

/** Statements that differ in their constants alone, counted together. */
export interface WorkloadStatement {
  /** As `shapeOfQuery` gives it. */
  shape: string;
  prepared: PreparedQuery;
  /** Readable, and within one export unique. */
  name: string;
  calls: number;
  totalMs: number;
  /** Whether its now() has become the scenario's now. */
  bound: boolean;
}

export interface ChosenStatements {
  /** The longest total time first. */
  statements: WorkloadStatement[];
  /** How many rows of the export are no key query, by the reason. */
  leftOut: Map<string, number>;
  /** Rows below those that took the most time, which nobody looked at. */
  unread: number;
}

/** Of so many rows, those with the longest total time: to read 5,000, which a server keeps at most unless told, takes 10 s. */
const mostRows = 500;

/** Of an export, what EXPLAIN takes and the schema may have, equal texts together. */
export async function chooseStatements(
  rows: readonly CountedStatement[],
  { database, now }: { database: string | null; now: number },
): Promise<ChosenStatements> {
  const byShape = new Map<string, WorkloadStatement & { ownMs: number }>();
  const leftOut = new Map<string, number>();
  const longest = [...rows].sort((a, b) => b.totalMs - a.totalMs).slice(0, mostRows);
  for (const row of longest) {
    const read =
      database === null || row.database.includes(database)
        ? await readStatement(row.query, now)
        : otherDatabase;
    if (typeof read === 'string') {
      leftOut.set(read, (leftOut.get(read) ?? 0) + 1);
      continue;
    }
    const { prepared, name, bound } = read;
    const shape = shapeOfQuery(prepared);
    const known = byShape.get(shape);
    const { calls, totalMs } = row;
    if (!known) byShape.set(shape, { shape, prepared, name, calls, totalMs, bound, ownMs: totalMs });
    else {
      // Of texts that differ in the length of an IN list alone, the one that took the most time stands for all.
      if (totalMs > known.ownMs) Object.assign(known, { prepared, name, bound, ownMs: totalMs });
      known.calls += calls;
      known.totalMs += totalMs;
    }
  }
  const statements = [...byShape.values()]
    .map(({ ownMs: _own, ...statement }) => statement)
    .sort((a, b) => b.totalMs - a.totalMs || (a.shape < b.shape ? -1 : 1));
  return { statements: namedApart(statements), leftOut, unread: rows.length - longest.length };
}

const otherDatabase = 'of other databases';

/** A statement as a key query, or why it is none. */
async function readStatement(
  query: string | null,
  now: number,
): Promise<{ prepared: PreparedQuery; name: string; bound: boolean } | string> {
  // What a role may not see has this text (pg_stat_statements.c).
  if (query === null || query.trim() === '<insufficient privilege>') return 'without their text';
  const first = await prepareQuery(query, { explained: true, still: false, named: false });
  if (Array.isArray(first)) {
    const [{ message, unexplained } = { message: '' }] = first;
    if (unexplained) return 'that EXPLAIN does not take';
    if (/at end of input|unterminated/.test(message)) return 'whose text is cut short';
    return 'that PostgreSQL’s parser does not take';
  }
  if (relationsIn(first.node).length === 0) return 'on no table';
  if (relationsIn(first.node).some(isCatalog)) return 'on system catalogs';
  const bound = await boundQuery(first, now);
  if ('moving' in bound) return `that call ${bound.moving}`;
  return { prepared: bound.prepared, name: statementName(first), bound: bound.bound > 0 };
}

function isCatalog({ schema, name }: { schema: string | null; name: string }): boolean {
  if (schema !== null) return /^(?:pg_catalog|information_schema|pg_toast|pg_temp.*)$/.test(schema);
  return /^pg_/.test(name);
}

/** Of several statements with one name each gets its shape's first digits, which no other statement changes. */
function namedApart(statements: WorkloadStatement[]): WorkloadStatement[] {
  const counts = new Map<string, number>();
  for (const { name } of statements) counts.set(name, (counts.get(name) ?? 0) + 1);
  return statements.map((one) =>
    counts.get(one.name) === 1 ? one : { ...one, name: `${one.name}-${one.shape.slice(0, 6)}` },
  );
}
