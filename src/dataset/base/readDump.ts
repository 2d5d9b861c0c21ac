import { lineAt, type ParsedStatement, parseSql, type SqlFault } from '../../scenario/parseSql.ts';

/** A plain dump, as psql would read it. */
export interface DumpScript {
  statements: DumpStatement[];
  fault: SqlFault | null;
}

export interface DumpStatement extends ParsedStatement {
  /** The rows that follow COPY … FROM stdin, without the line that ends them. */
  rows: string | null;
}

/** At the beginning of a line: what pg_dump writes for psql, and what is often beside it. */
const command = /^\\(?:restrict|unrestrict|connect|c|encoding|set|unset|echo|pset|timing)\b.*$/;
const copy = /^copy\s.*\sfrom\s+stdin\b.*;[ \t]*$/i;

/** Reads SQL with psql's commands left out and COPY's rows apart. Lines keep their numbers. */
export async function readDump(text: string): Promise<DumpScript> {
  const { sql, rows } = withoutRows(text.replace(/^\uFEFF/, ''));
  const { statements, fault } = await parseSql(sql);
  return {
    statements: statements.map((statement) => ({ ...statement, rows: rows.get(statement.line) ?? null })),
    fault: fault && { ...fault, line: lineAt(sql, fault.index) },
  };
}

function withoutRows(text: string): { sql: string; rows: Map<number, string> } {
  const rows = new Map<number, string>();
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    if (command.test(lines[i]!)) lines[i] = '';
    if (!copy.test(lines[i]!)) continue;
    const end = lines.findIndex((line, at) => at > i && /^\\\.\r?$/.test(line));
    // Without the line that ends them, nothing tells rows from SQL.
    if (end < 0) continue;
    rows.set(
      i + 1,
      lines
        .slice(i + 1, end)
        .map((line) => `${line}\n`)
        .join(''),
    );
    lines.fill('', i + 1, end + 1);
    i = end;
  }
  return { sql: lines.join('\n'), rows };
}
