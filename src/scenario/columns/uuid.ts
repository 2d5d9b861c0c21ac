import type { ColumnDeclaration } from './ColumnDeclaration.ts';

export interface UuidColumn extends ColumnDeclaration<string> {
  readonly kind: 'uuid';
}

/** Random UUIDs, version 4; no two rows of a table share one. */
export function uuid(): UuidColumn {
  return { kind: 'uuid' };
}
