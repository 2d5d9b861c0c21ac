import { parseCsv } from './parseCsv.ts';

/** A row of pg_stat_statements. */
export interface CountedStatement {
  /** Null where the server did not show it. */
  query: string | null;
  calls: number;
  /** Milliseconds of execution, all calls together. */
  totalMs: number;
  meanMs: number | null;
  queryId: string | null;
  /** Its name or its OID, as far as the export has them. */
  database: string[];
}

/** `rows` and what stands in them; or why it is no export. */
export type ReadExport = { statements: CountedStatement[] } | { fault: string };

/** An export of pg_stat_statements, of any of its versions, as CSV or as JSON: a list of objects, or one a line. */
export function readExport(text: string): ReadExport {
  const plain = text.replace(/^\uFEFF/, '').trim();
  if (plain === '') return { fault: 'which is empty' };
  const rows = /^[[{]/.test(plain) ? jsonRows(plain) : csvRows(plain);
  if (!Array.isArray(rows)) return rows;
  if (rows.length === 0) return { fault: 'which has no statement' };
  const columns = Object.keys(rows[0]!);
  const missing = [['query'], ['calls'], totals].filter(
    (names) => !names.some((name) => columns.includes(name)),
  );
  if (missing.length > 0) {
    const wanted = missing.map((names) => names.join(' or ')).join(', ');
    return {
      fault: `which has no column ${wanted} (it has ${columns.slice(0, 8).join(', ')}${columns.length > 8 ? ', …' : ''})`,
    };
  }
  return { statements: rows.map(countedStatement) };
}

type Row = Readonly<Record<string, unknown>>;

/** Version 13 split total_time into planning and execution (release notes). */
const totals = ['total_exec_time', 'total_time'];
const means = ['mean_exec_time', 'mean_time'];

function countedStatement(row: Row): CountedStatement {
  const calls = numberOf(row, ['calls']) ?? 0;
  const totalMs = numberOf(row, totals) ?? 0;
  return {
    query: textOf(row, 'query'),
    calls,
    totalMs,
    meanMs: numberOf(row, means) ?? (calls > 0 ? totalMs / calls : null),
    queryId: textOf(row, 'queryid'),
    database: ['datname', 'database', 'dbid'].flatMap((name) => textOf(row, name) ?? []),
  };
}

function numberOf(row: Row, names: readonly string[]): number | null {
  for (const name of names) {
    const value = row[name];
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
  }
  return null;
}

function textOf(row: Row, name: string): string | null {
  const value = row[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function csvRows(text: string): Row[] | { fault: string } {
  const [header = [], ...rows] = parseCsv(text);
  const names = header.map((name) => name.trim().toLowerCase());
  const odd = rows.findIndex((row) => row.length !== names.length);
  if (odd >= 0)
    return {
      fault: `which is cut short or no CSV: its header has ${names.length} columns, row ${odd + 1} has ${rows[odd]!.length}`,
    };
  return rows.map((row) => Object.fromEntries(row.map((value, i) => [names[i], value])));
}

function jsonRows(text: string): Row[] | { fault: string } {
  const parsed = parsedJson(text);
  if (parsed === null) return { fault: 'which is cut short or no JSON' };
  // json_agg in a query gives a list in a list or an object of one column.
  const rows = parsed.flat(1).flatMap((row) => {
    const inner = typeof row === 'object' && row !== null ? Object.values(row) : [];
    return inner.length === 1 && Array.isArray(inner[0]) ? (inner[0] as unknown[]) : [row];
  });
  if (!rows.every((row): row is Row => typeof row === 'object' && row !== null && !Array.isArray(row)))
    return { fault: 'which is no list of objects' };
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value])),
  );
}

function parsedJson(text: string): unknown[] | null {
  for (const each of [text, unescaped(text)])
    for (const candidate of [each, `[${each.replace(/\r?\n/g, ',').replace(/,$/, '')}]`])
      try {
        const value: unknown = JSON.parse(candidate);
        return Array.isArray(value) ? value : [value];
      } catch {}
  return null;
}

/** \copy without CSV doubles the backslashes of what json_agg and row_to_json give (COPY, text format). */
function unescaped(text: string): string {
  return text.replaceAll('\\\\', '\\');
}
