import type { Refuse } from './ColumnDeclaration.ts';

export interface Bounded {
  readonly min?: number;
  readonly max?: number;
}

export function checkBounds({ min, max }: Bounded, refuse: Refuse): void {
  if (Number.isNaN(min) || Number.isNaN(max) || (min !== undefined && max !== undefined && min >= max))
    refuse('range', 'a min below max', `${min} to ${max}`);
}
