/**
 * The rows of a CSV text (RFC 4180, as COPY … CSV and spreadsheets write it): quoted fields hold separators, doubled
 * quotes and line breaks. The separator is the first of comma, semicolon and tab that the first line has.
 */
export function parseCsv(text: string): string[][] {
  const separator = /[,;\t]/.exec(text.slice(0, text.search(/\r?\n|$/)))?.[0] ?? ',';
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let field = '';
    if (text[at] === '"') [field, at] = quotedField(text, at + 1);
    const from = at;
    while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at++;
    row.push(field + text.slice(from, at));
    if (text[at] === separator) {
      at++;
      if (at === text.length) row.push('');
      continue;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    at++;
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

/** A field from behind its quote, and where it ends. */
function quotedField(text: string, from: number): [string, number] {
  let field = '';
  for (let at = from; ; ) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return [field + text.slice(at), text.length];
    field += text.slice(at, quote);
    if (text[quote + 1] !== '"') return [field, quote + 1];
    field += '"';
    at = quote + 2;
  }
}
