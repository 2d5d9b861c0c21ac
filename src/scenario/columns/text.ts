import type { AnyColumn, ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { checkShare } from './nullable.ts';

export interface TextColumn extends ColumnDeclaration<string> {
  readonly kind: 'text';
  /** Characters: a number, or a column of numbers such as `lognormal(200, 1)`. */
  readonly length: number | ColumnDeclaration<number>;
  /** `words`: prose, which compresses; `random`: letters and digits, which hardly do. */
  readonly of: 'words' | 'random';
  /**
   * Share of each random text that repeats earlier parts of it, 0 to 1. pglz stores the others in 9/8 of their size
   * and leaves a text alone that it cannot make a quarter smaller (pg_lzcompress.c).
   */
  readonly repeated: number;
}

/**
 * Texts of some length: `text({ length: lognormal(200, 1) })`. How well they compress decides what is stored
 * where: words by about half, random ones by nearly the share of them that is `repeated`.
 */
export function text(options: {
  length: number | ColumnDeclaration<number>;
  of?: 'words' | 'random';
  repeated?: number;
}): TextColumn {
  return { kind: 'text', of: 'words', repeated: 0, ...options };
}

export function checkText(
  { length, of, repeated }: TextColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  if (of !== 'words' && of !== 'random') refuse('text', "'words' or 'random'", of);
  checkShare(repeated, refuse);
  if (repeated > 0 && of !== 'random') refuse('text', "repeated with of: 'random'", of);
  if (typeof length !== 'number') checkInner(length);
  else if (!(Number.isInteger(length) && length >= 0)) refuse('length', 'a length of 0 or more', length);
}
