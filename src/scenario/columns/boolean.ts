import type { ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { checkShare } from './nullable.ts';

export interface BooleanColumn extends ColumnDeclaration<boolean> {
  readonly kind: 'boolean';
  /** Share of true, 0 to 1. */
  readonly share: number;
}

export function boolean(share = 0.5): BooleanColumn {
  return { kind: 'boolean', share };
}

export function checkBoolean({ share }: BooleanColumn, refuse: Refuse): void {
  checkShare(share, refuse);
}
