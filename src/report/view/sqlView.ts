import { oneLine } from '../text/printable.ts';

const longest = 420;
const mostLines = 9;

/** A statement; a long one with a beginning that stands for it. */
export function sqlView(sql: string) {
  const long = sql.length > longest || sql.split('\n').length > mostLines;
  return { text: sql, start: long ? oneLine(sql, 180) : '', long };
}
