import type { Refuse } from './ColumnDeclaration.ts';

export interface Correlated {
  /**
   * How far the values follow the order of the rows, as `pg_stats.correlation` measures it: 1 in order,
   * 0 at random, −1 in reverse.
   */
  readonly correlation?: number;
}

export function checkCorrelation({ correlation }: Correlated, refuse: Refuse): void {
  if (correlation !== undefined && !(correlation >= -1 && correlation <= 1))
    refuse('correlation', 'a correlation from -1 to 1', correlation);
}
