import type { AnyColumn, ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';

export interface TextColumn extends ColumnDeclaration<string> {
  readonly kind: 'text';
  /** Characters: a number, or a column of numbers such as `lognormal(200, 1)`. */
  readonly length: number | ColumnDeclaration<number>;
  /** `words`: prose, which compresses; `random`: letters and digits, which hardly do. */
  readonly of: 'words' | 'random';
}

export function text(options: {
  length: number | ColumnDeclaration<number>;
  of?: 'words' | 'random';
}): TextColumn {
  return { kind: 'text', of: 'words', ...options };
}

export function checkText(
  { length, of }: TextColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  if (of !== 'words' && of !== 'random') refuse('text', "'words' or 'random'", of);
  if (typeof length !== 'number') checkInner(length);
  else if (!(Number.isInteger(length) && length >= 0)) refuse('length', 'a length of 0 or more', length);
}
