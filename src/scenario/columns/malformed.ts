import type { AnyColumn, ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { checkShare } from './nullable.ts';

export interface MalformedColumn extends ColumnDeclaration<string> {
  readonly kind: 'malformed';
  readonly share: number;
  readonly column: AnyColumn;
}

/**
 * JSON in a column of texts, a share of which no parser takes or takes for something else: cut off, empty,
 * single quotes, a comma too many, NaN, `[object Object]`, JSON inside a JSON string. Refused for json and jsonb.
 */
export function malformed(share: number, column: AnyColumn): MalformedColumn {
  return { kind: 'malformed', share, column };
}

export function checkMalformed(
  { share, column }: MalformedColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  checkShare(share, refuse);
  checkInner(column);
}
