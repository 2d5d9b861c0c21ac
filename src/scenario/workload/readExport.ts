import { type ExportRow, exportRows } from './exportRows.ts';

/** A row of pg_stat_statements. */
export interface CountedStatement {
  /** Null where the server did not show it. */
  query: string | null;
  calls: number;
  /** Milliseconds of execution, all calls together. */
  totalMs: number;
  meanMs: number | null;
  /** Its name or its OID, as far as the export has them. */
  database: string[];
}

/** `rows` and what stands in them; or why it is no export. */
export type ReadExport = { statements: CountedStatement[] } | { fault: string };

/** An export of pg_stat_statements, of any of its versions, as CSV or as JSON: a list of objects, or one a line. */
export function readExport(text: string): ReadExport {
  const rows = exportRows(text);
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

/** Version 13 split total_time into planning and execution (release notes). */
const totals = ['total_exec_time', 'total_time'];
const means = ['mean_exec_time', 'mean_time'];

function countedStatement(row: ExportRow): CountedStatement {
  const calls = numberOf(row, ['calls']) ?? 0;
  const totalMs = numberOf(row, totals) ?? 0;
  return {
    query: textOf(row, 'query'),
    calls,
    totalMs,
    meanMs: numberOf(row, means) ?? (calls > 0 ? totalMs / calls : null),
    database: ['datname', 'database', 'dbid'].flatMap((name) => textOf(row, name) ?? []),
  };
}

function numberOf(row: ExportRow, names: readonly string[]): number | null {
  for (const name of names) {
    const value = row[name];
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
  }
  return null;
}

function textOf(row: ExportRow, name: string): string | null {
  const value = row[name];
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}
