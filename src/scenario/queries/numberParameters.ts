import type { ScanToken } from 'libpg-query';
import { type Edit, type EditedText, editText } from './editText.ts';
import { isComment, tokensOf } from './tokens.ts';

/** What is wrong with a query, and where: an index into its text, in UTF-16 units; null for all of it. */
export interface QueryFault {
  message: string;
  index: number | null;
  /** That EXPLAIN does not take it, for which it need not be wrong. */
  unexplained?: boolean;
}

export interface NumberedQuery extends EditedText {
  /** In the order of their numbers; null where the text has $1, $2, … or none. */
  names: string[] | null;
  faults: QueryFault[];
}

/**
 * Named parameters become $1, $2, …, one number a name: `:name` and `:'name'` (psql, aiosql, yesql), `:name!`
 * (PgTyped), `@name`, `sqlc.arg(name)` and `sqlc.narg(name)` (sqlc, whose `sqlc.embed(t)` becomes `t.*`). Found among
 * the tokens of PostgreSQL's own lexer, so that casts, strings, comments, slices and operators stay what they are.
 * @param constants SQL that stands in place of names
 */
export async function numberParameters(
  text: string,
  constants: Readonly<Record<string, string>> = {},
): Promise<NumberedQuery> {
  const tokens = /[:@]|sqlc/.test(text) ? (await tokensOf(text)).filter((token) => !isComment(token)) : [];
  const edits: Edit[] = [];
  const names: string[] = [];
  const faults: QueryFault[] = [];
  const bytes = Buffer.from(text);
  const indexOf = (byte: number) => bytes.toString('utf8', 0, byte).length;
  for (let i = 0; i < tokens.length; i++) {
    const found = namedAt(tokens, i);
    if (!found) continue;
    const { start } = tokens[i]!;
    const { end } = tokens[i + found.tokens - 1]!;
    if ('fault' in found) faults.push({ message: found.fault, index: indexOf(start) });
    else if ('table' in found) edits.push({ start, end, text: `${found.table}.*` });
    else if (Object.hasOwn(constants, found.name)) edits.push({ start, end, text: constants[found.name]! });
    else {
      if (!names.includes(found.name)) names.push(found.name);
      edits.push({ start, end, text: `$${names.indexOf(found.name) + 1}` });
    }
    i += found.tokens - 1;
  }
  const numbered = tokens.find(({ tokenName }) => tokenName === 'PARAM');
  if (numbered && names.length > 0)
    faults.push({
      message: `expected named or numbered parameters, found ${numbered.text} besides :${names[0]}`,
      index: indexOf(numbered.start),
    });
  return { ...editText(text, edits), names: names.length > 0 ? names : null, faults };
}

type Found = { tokens: number } & ({ name: string } | { table: string } | { fault: string });

function namedAt(tokens: readonly ScanToken[], i: number): Found | null {
  const token = tokens[i]!;
  const next = tokens[i + 1];
  if (token.text === 'sqlc' && next?.text === '.') return sqlcCall(tokens.slice(i, i + 6));
  const isMark = token.text === ':' || token.text === '@';
  if (!isMark || next?.start !== token.end || endsExpression(tokens[i - 1])) return null;
  if (token.text === ':' && next.text.startsWith('"'))
    return { tokens: 2, fault: `:${next.text} stands for a name, which cannot be a parameter` };
  const quoted = token.text === ':' && /^'[^'\\]+'$/.test(next.text);
  if (!quoted && !isWord(next)) return null;
  const bang = tokens[i + 2];
  return {
    tokens: bang?.text === '!' && bang.start === next.end ? 3 : 2,
    name: quoted ? next.text.slice(1, -1) : next.text,
  };
}

function sqlcCall(tokens: readonly ScanToken[]): Found | null {
  const [, , kind, open, argument, close] = tokens;
  if (!argument || open?.text !== '(' || close?.text !== ')') return null;
  const name = argument.text.replace(/^(['"])(.*)\1$/, '$2');
  if (kind?.text === 'arg' || kind?.text === 'narg') return { tokens: 6, name };
  if (kind?.text === 'embed') return { tokens: 6, table: argument.text };
  return null;
}

/**
 * After an expression a colon parts: the bounds of a slice, [1:n], or a key from its value, JSON_OBJECT('a':b). Words
 * that are keywords come before an expression more often than after one (LIMIT :n, LIKE :pattern), END and NULL apart.
 */
function endsExpression(token: ScanToken | undefined): boolean {
  if (token === undefined) return false;
  if (['IDENT', 'ICONST', 'FCONST', 'SCONST', 'PARAM'].includes(token.tokenName)) return true;
  return [')', ']', 'end', 'null', 'true', 'false'].includes(token.text.toLowerCase());
}

function isWord({ tokenName, keywordName, text }: ScanToken): boolean {
  return (tokenName === 'IDENT' && !text.startsWith('"')) || keywordName !== 'NO_KEYWORD';
}
