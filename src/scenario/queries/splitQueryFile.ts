import { parseSql } from '../parseSql.ts';
import type { QueryFault } from './numberParameters.ts';
import { explainable } from './PreparedQuery.ts';
import { isComment, tokensOf } from './tokens.ts';

/** A query of a file. */
export interface QuerySection {
  /** Null in a file without headers. */
  name: string | null;
  /** Where its text begins in the file, in UTF-16 units, its header left out. */
  start: number;
  text: string;
  /** aiosql's `#`: statements that are run as they are. */
  script: boolean;
}

/**
 * The queries of a file: all of it, or one after each header. Headers are comments with nothing before them on their
 * line: `-- name: orders-of-customer :many` (sqlc, aiosql, yesql, pugSQL), `-- :name …` (HugSQL), and `@name` in a
 * comment in slashes (PgTyped). aiosql's and yesql's suffixes (`^`, `$`, `!`, `<!`, `*!`, `#`) are no part of a name.
 */
export async function splitQueryFile(text: string): Promise<QuerySection[] | QueryFault> {
  const bytes = Buffer.from(text);
  const tokens = await tokensOf(text);
  const headers = tokens.flatMap((token) => {
    if (!isComment(token)) return [];
    const before = bytes.toString('utf8', 0, token.start);
    const header = /(?:^|\n)[ \t]*$/.test(before) ? headerIn(token.text) : null;
    if (header === null) return [];
    return [{ ...header, from: before.length, start: before.length + token.text.length, byte: token.start }];
  });
  const [first] = headers;
  if (!first) return [{ name: null, start: 0, text, script: false }];
  const head = tokens.find((token) => !isComment(token) && token.start < first.byte);
  if (head && !(await isSchema(text.slice(0, first.from))))
    return {
      message: `expected no query before the first header, which names ${first.name}, found one`,
      index: bytes.toString('utf8', 0, head.start).length,
    };
  return headers.map(({ name, script, start }, i) => ({
    name,
    script,
    start,
    text: text.slice(start, headers[i + 1]?.from),
  }));
}

/** sqlc's files may bring the tables that their queries need: those are the migrations' here. */
async function isSchema(text: string): Promise<boolean> {
  const { statements, fault } = await parseSql(text);
  return fault === null && statements.every(({ kind }) => !explainable.has(kind));
}

const pattern =
  /^[\s*]*(?:name\s*:|:name\s|@name\s)\s*(?<name>[\p{L}_][\p{L}\p{N}_.-]*)(?:\([^)]*\))?(?<suffix>[\^$!<*#?]*)(?:\s+:.*)?\s*$/u;

function headerIn(comment: string): { name: string; script: boolean } | null {
  const lines = comment.replace(/^--|^\/\*+|\*+\/$/g, '').split('\n');
  for (const line of lines) {
    const { name, suffix = '' } = pattern.exec(line)?.groups ?? {};
    if (name) return { name, script: suffix === '#' };
  }
  return null;
}
