import type { ColumnDeclaration, Refuse } from './ColumnDeclaration.ts';
import { type Correlated, checkCorrelation } from './Correlated.ts';

export interface SequenceColumn extends ColumnDeclaration<number>, Correlated {
  readonly kind: 'sequence';
  readonly start: number;
  readonly step: number;
}

/** Every value once: start, start + step, …; in row order, unless `correlation` says otherwise. */
export function sequence(options: { start?: number; step?: number } & Correlated = {}): SequenceColumn {
  return { kind: 'sequence', correlation: 1, start: 1, step: 1, ...options };
}

export function checkSequence(column: SequenceColumn, refuse: Refuse): void {
  checkCorrelation(column, refuse);
  if (!Number.isSafeInteger(column.start)) refuse('sequence', 'an integer as start', column.start);
  if (!Number.isSafeInteger(column.step) || column.step === 0)
    refuse('sequence', 'an integer other than 0 as step', column.step);
}
