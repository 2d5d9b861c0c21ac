import { loadModule, type ScanToken, scanSync } from 'libpg-query';

/** Of one byte each; libpg-query puts them into its JSON as they are. */
const control = /(?![\n\r\t\u0080-\u009f])\p{Cc}/gu;

/** The tokens of PostgreSQL's own lexer, comments among them; none of a text that it refuses, which the parser then says with its place. */
export async function tokensOf(text: string): Promise<ScanToken[]> {
  await loadModule();
  try {
    return scanSync(text.replace(control, ' ')).tokens;
  } catch {
    return [];
  }
}

export function isComment({ tokenName }: ScanToken): boolean {
  return tokenName.endsWith('_COMMENT');
}
