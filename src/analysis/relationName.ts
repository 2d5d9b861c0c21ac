/** As PostgreSQL stores it: `User` for `"User"`, `user` for `User`. */
export interface RelationName {
  schema: string | null;
  name: string;
}

const part = /"(?:[^"]|"")*"|[^\s".,;()]+/y;

/** Of `orders`, `public.orders` or `public."User"`; a database's name in front is left out. */
export function relationName(written: string): RelationName {
  const parts: string[] = [];
  let at = 0;
  do {
    part.lastIndex = at;
    const found = part.exec(written)?.[0];
    if (found === undefined) break;
    parts.push(found.startsWith('"') ? found.slice(1, -1).replaceAll('""', '"') : found.toLowerCase());
    at = part.lastIndex + 1;
  } while (written[at - 1] === '.');
  return { schema: parts.at(-2) ?? null, name: parts.at(-1) ?? written };
}

const alterTable = /\balter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?/i;
const comments = /\/\*.*?\*\/|--[^\n]*/gs;

/** The table that an ALTER TABLE alters; undefined for any other statement. */
export function alteredTable(sql: string): RelationName | undefined {
  const text = sql.replace(comments, ' ');
  const match = alterTable.exec(text);
  return match ? relationName(text.slice(match.index + match[0].length)) : undefined;
}
