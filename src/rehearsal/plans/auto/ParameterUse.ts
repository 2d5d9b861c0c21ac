import type { TableFacts } from '../syntax/Scope.ts';

/** What a statement does with a parameter, as far as its text tells. */
export type ParameterUse =
  /** Compared with values of a table: equal to one, one of a list, a prefix, contained. */
  | (OfTable & { kind: 'key'; list: boolean })
  /** A bound of a range. */
  | (OfTable & { kind: 'range'; bound: 'low' | 'high' })
  /** Written into a column. */
  | (OfTable & { kind: 'assigned'; inserted: boolean })
  | { kind: 'limit' }
  | { kind: 'offset' };

/** A value in the rows of a table. */
export interface OfTable {
  table: TableFacts;
  /** Which occurrence of the table in the statement: parameters of one are given values of one row. */
  source: string;
  /** SQL of the value in a row of the table, its columns without a prefix. */
  expression: string;
  /** The column, where the expression is no more than that. */
  column: TableFacts['columns'][number] | null;
}

/** Of each parameter by number; those that are missing stand where no value of a table tells what fits. */
export interface ParameterUses {
  uses: ReadonlyMap<number, ParameterUse>;
  /** Parameters that the statement itself tests for NULL, as `$1 IS NULL OR a = $1` does. */
  optional: ReadonlySet<number>;
  /** INSERT … ON CONFLICT, which does another thing where its key is there already. */
  conflicts: boolean;
}
