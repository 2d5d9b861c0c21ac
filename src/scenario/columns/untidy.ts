import type { AnyColumn, ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { checkShare } from './nullable.ts';

/** What people, imports and other systems do to texts that should be equal. */
export const untidinesses = [
  'leading-space',
  'trailing-space',
  'double-space',
  'tab',
  'newline',
  'no-break-space',
  'zero-width-space',
  'upper-case',
  'lower-case',
  'decomposed',
  'homoglyph',
] as const;
export type Untidiness = (typeof untidinesses)[number];

export interface UntidyColumn extends ColumnDeclaration<string> {
  readonly kind: 'untidy';
  readonly share: number;
  readonly ways: readonly Untidiness[];
  readonly column: ColumnDeclaration<string>;
}

/**
 * Texts of which a share differs from what it should be by white space, case or encoding, in one of these
 * ways (default: any). `decomposed` is Unicode's NFD, `homoglyph` a Cyrillic letter that looks the same; a
 * text that a way leaves as it is gets another one.
 */
export function untidy(
  share: number,
  column: ColumnDeclaration<string>,
  ways: readonly Untidiness[] = untidinesses,
): UntidyColumn {
  return { kind: 'untidy', share, ways, column };
}

export function checkUntidy(
  { share, ways, column }: UntidyColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  checkShare(share, refuse);
  checkWays(ways, refuse);
  checkInner(column);
}

export function checkWays(ways: readonly unknown[], refuse: Refuse): void {
  if (ways.length === 0) refuse('untidy', 'at least one way', 'none');
  for (const way of ways)
    if (!untidinesses.includes(way as Untidiness)) refuse('untidy', `one of ${untidinesses.join(', ')}`, way);
}
