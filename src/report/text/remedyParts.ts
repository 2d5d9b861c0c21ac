/** A finding's remedy: what it says in words, on its first line, and its statements. */
export function remedyParts(remedy: string): { words: string; sql: string[] } {
  const [words = '', ...sql] = remedy.split('\n');
  return { words, sql };
}
