import type { AnyColumn, ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { checkShare } from './nullable.ts';

export interface OrphanedColumn<Value = unknown> extends ColumnDeclaration<Value> {
  readonly kind: 'orphaned';
  readonly share: number;
  readonly column: ColumnDeclaration<Value>;
}

/**
 * References of which a share has lost its parent, where no foreign key stands yet: numbers beyond the
 * largest parent, other UUIDs, texts that no parent has. `orphaned(0.002, references(orders, 'id'))`.
 */
export function orphaned<Value>(share: number, column: ColumnDeclaration<Value>): OrphanedColumn<Value> {
  return { kind: 'orphaned', share, column };
}

export function checkOrphaned(
  { share, column }: OrphanedColumn,
  refuse: Refuse,
  checkInner: (column: AnyColumn) => void,
): void {
  checkShare(share, refuse);
  checkInner(column);
}
