import { scanSync } from 'libpg-query';

/**
 * The first match that is a comment to PostgreSQL, too, and no part of a string, a function's body or another comment.
 * Where the text cannot be told apart, the first match. libpg-query must have been loaded.
 *
 * @param pattern matches from the beginning of a line
 */
export function markerIn(text: string, pattern: RegExp): RegExpExecArray | null {
  const matches = [...text.matchAll(new RegExp(pattern, `${pattern.flags}g`))];
  if (matches.length === 0) return null;
  const comments = commentsOf(text);
  const found = matches.find((match) => {
    const dashes = match.index + match[0].indexOf('--');
    return comments === null || comments.has(Buffer.byteLength(text.slice(0, dashes)));
  });
  return found ?? null;
}

/** Where comments begin, in bytes. */
function commentsOf(text: string): ReadonlySet<number> | null {
  try {
    const { tokens } = scanSync(text);
    return new Set(tokens.filter(({ tokenName }) => tokenName === 'SQL_COMMENT').map(({ start }) => start));
  } catch {
    return null;
  }
}
