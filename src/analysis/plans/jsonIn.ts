/** A line that begins with it, whatever frames it, or a plan's first field; conditions have braces, too. */
const hasJson = /^[\s|│"]*(?:QUERY PLAN\s*[|│]\s*)?[[{]\s*(?:["{\]}]|$|\+)|"Plan":|""Plan"":|"query_block"/m;

/**
 * The JSON in a text, without what psql, a spreadsheet or a log puts around it: a title, a ruler, borders, `+` at the ends
 * of lines, the number of rows, doubled quotes, the log's own words.
 * @throws where it begins and does not end
 */
export function jsonIn(text: string): unknown[] {
  const bare = text.replace(/^\uFEFF/, '').trim();
  const whole = /^[[{]/.test(bare) ? attempt(bare) : undefined;
  if (whole !== undefined) return [whole];
  if (!hasJson.test(bare)) return [];
  const clean = withoutBorders(bare);
  return documentsIn(clean.includes('""Plan""') ? clean.replaceAll('""', '"') : clean);
}

/** A query's identifier is an integer of 64 bits, which a number in JavaScript would round. */
function parse(json: string): unknown {
  return JSON.parse(json.replace(/("Query Identifier":\s*)(-?\d{16,})/g, '$1"$2"'));
}

function attempt(json: string): unknown {
  try {
    return parse(json);
  } catch {
    return undefined;
  }
}

/** Of psql's aligned output, with any border, and of its expanded one. */
function withoutBorders(text: string): string {
  if (!/[+↵]\s*[|│]?\s*$/m.test(text)) return text;
  return text.replace(/^\s*(?:QUERY PLAN)?\s*[|│] ?/gm, '').replace(/\s*[+↵]?\s*[|│]?\s*$/gm, '');
}

function documentsIn(text: string): unknown[] {
  const found: unknown[] = [];
  const start = /\[\s*\{|\{\s*"|\[\s*\]/g;
  for (let at = start.exec(text); at; at = start.exec(text)) {
    const end = endOf(text, at.index);
    found.push(parse(text.slice(at.index, end)));
    start.lastIndex = end;
  }
  return found;
}

/** Behind the bracket that closes the one at `from`; the text's end where none does. */
function endOf(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const character = text[i];
    if (character === '"') i = closingQuote(text, i);
    else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return i + 1;
  }
  return text.length;
}

function closingQuote(text: string, from: number): number {
  for (let i = from + 1; i < text.length; i++) {
    if (text[i] === '\\') i++;
    else if (text[i] === '"') return i;
  }
  return text.length;
}
