import { hasSqlDetails, loadModule, parseSync, scanSync } from 'libpg-query';

/** A node of PostgreSQL's parse tree, in the shape that libpg-query gives: `{ RangeVar: { relname: … } }`. */
export type ParseNode = Readonly<Record<string, unknown>>;

export interface ParsedStatement {
  /** Without leading and trailing comments and the final semicolon. */
  sql: string;
  /** Of the first token, from 1. */
  line: number;
  /** Where it begins in the text, in bytes of UTF-8, as the locations in the node count. */
  start: number;
  /** The node's name, for example `AlterTableStmt`. */
  kind: string;
  node: ParseNode;
}

/** Why a text is not SQL. */
export interface SqlFault {
  message: string;
  /** From 1. */
  line: number;
  /** From 1, in characters. */
  column: number;
  /** Where the parser stopped: an index into the text, in UTF-16 units. */
  index: number;
}

export type ParsedSql = { statements: ParsedStatement[]; fault: null } | { statements: []; fault: SqlFault };

/** Parses SQL with PostgreSQL 18's own parser. A text of nothing but comments has no statements. */
export async function parseSql(text: string): Promise<ParsedSql> {
  await loadModule();
  if (text.trim() === '') return { statements: [], fault: null };
  let stmts: { stmt?: unknown; stmt_location?: number; stmt_len?: number }[];
  try {
    stmts = parseSync(text).stmts ?? [];
  } catch (error) {
    // The parser's own stack is the engine's, which PostgreSQL's max_stack_depth knows nothing of.
    if (error instanceof RangeError) return { statements: [], fault: { ...start, message: tooDeep } };
    if (!hasSqlDetails(error)) throw error;
    return { statements: [], fault: fault(text, error.sqlDetails!) };
  }

  // libpg-query counts in bytes of UTF-8, from the end of the statement before, comments included.
  const bytes = Buffer.from(text);
  let line = 1;
  let counted = 0;
  const statements = stmts.map(({ stmt, stmt_location = 0, stmt_len }) => {
    const start = skipBlank(bytes, stmt_location);
    const end = stmt_len === undefined ? bytes.length : stmt_location + stmt_len;
    line += newlines(bytes, counted, start);
    counted = start;
    const [kind, node] = Object.entries(stmt as Record<string, ParseNode>)[0]!;
    return { sql: withoutTail(bytes.toString('utf8', start, end)), line, start, kind, node };
  });
  return { statements, fault: null };
}

const start = { line: 1, column: 1, index: 0 };
const tooDeep = 'an expression in it nests too deeply to be parsed';

/** The line of an index of a text, from 1. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

function fault(text: string, { message, cursorPosition }: { message: string; cursorPosition: number }) {
  // Unlike locations, the error's position counts characters, from 0.
  const before = [...text].slice(0, Math.max(0, cursorPosition)).join('');
  const lastLine = before.slice(before.lastIndexOf('\n') + 1);
  return {
    message: shorten(message),
    line: lineAt(before, before.length),
    column: [...lastLine].length + 1,
    index: before.length,
  };
}

/** The text of an unterminated string goes on to the end of the file. */
function shorten(message: string): string {
  const [first = ''] = message.split('\n');
  return first.length < message.length || first.length > 160 ? `${first.slice(0, 160)} …` : message;
}

const [newline, slash, star, dash, space] = [10, 47, 42, 45, 32];

/** The first byte at or after `at` that is neither white space, a comment, nor an empty statement. */
function skipBlank(bytes: Buffer, at: number): number {
  for (;;) {
    const [byte, next] = [bytes[at], bytes[at + 1]];
    if (byte === dash && next === dash) {
      const end = bytes.indexOf(newline, at);
      at = end < 0 ? bytes.length : end + 1;
    } else if (byte === slash && next === star) at = skipComment(bytes, at);
    else if (byte !== undefined && (byte <= space || byte === 59)) at++;
    else return at;
  }
}

/** Comments in slashes nest. */
function skipComment(bytes: Buffer, at: number): number {
  let depth = 0;
  for (; at < bytes.length; at++) {
    if (bytes[at] === slash && bytes[at + 1] === star) {
      depth++;
      at++;
    } else if (bytes[at] === star && bytes[at + 1] === slash) {
      depth--;
      at++;
      if (depth === 0) return at + 1;
    }
  }
  return at;
}

function newlines(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = bytes.indexOf(newline, from); at >= 0 && at < to; at = bytes.indexOf(newline, at + 1))
    count++;
  return count;
}

// Scanning costs a JSON object for each token, which a file of inserted rows does not deserve.
const longestScan = 200_000;

/** Without comments and white space at the end. */
function withoutTail(sql: string): string {
  if (sql.length > longestScan || !/--|\/\*/.test(sql)) return sql.trimEnd();
  const last = scanSync(sql).tokens.findLast(({ tokenName }) => !tokenName.endsWith('_COMMENT'));
  return Buffer.from(sql).toString('utf8', 0, last?.end);
}
