import { parseCsv } from './parseCsv.ts';

/** By the name of the column, in lower case. */
export type ExportRow = Readonly<Record<string, unknown>>;

/** The rows of a CSV text with a header, of a JSON list of objects, or of objects one a line; or why there are none. */
export function exportRows(text: string): ExportRow[] | { fault: string } {
  const plain = text.replace(/^\uFEFF/, '').trim();
  if (plain === '') return { fault: 'which is empty' };
  return /^[[{]/.test(plain) ? jsonRows(plain) : csvRows(plain);
}

function csvRows(text: string): ExportRow[] | { fault: string } {
  const [header = [], ...rows] = parseCsv(text);
  const names = header.map((name) => name.trim().toLowerCase());
  const odd = rows.findIndex((row) => row.length !== names.length);
  if (odd >= 0)
    return {
      fault: `which is cut short or no CSV: its header has ${names.length} columns, row ${odd + 1} has ${rows[odd]!.length}`,
    };
  return rows.map((row) => Object.fromEntries(row.map((value, i) => [names[i], value])));
}

function jsonRows(text: string): ExportRow[] | { fault: string } {
  const parsed = parsedJson(text);
  if (parsed === null) return { fault: 'which is cut short or no JSON' };
  // json_agg in a query gives a list in a list or an object of one column.
  const rows = parsed.flat(1).flatMap((row) => {
    const inner = typeof row === 'object' && row !== null ? Object.values(row) : [];
    return inner.length === 1 && Array.isArray(inner[0]) ? (inner[0] as unknown[]) : [row];
  });
  if (!rows.every((row): row is ExportRow => typeof row === 'object' && row !== null && !Array.isArray(row)))
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
