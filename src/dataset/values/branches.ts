import type { AnyColumn } from '../../scenario/columns/ColumnDeclaration.ts';
import { merged } from './merged.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows, type Vector } from './Vector.ts';

/** Columns of which each row takes one. */
export interface Branches {
  readonly vector: Vector;
  readonly nullable: ValueSource['nullable'];
  readonly extremes: readonly unknown[];
  /** Fills the rows with the value of the branch picked for each. */
  fill(rows: Int32Array, count: number, picked: Int32Array): void;
}

/** Each branch generates only the rows that take it. */
export function compileBranches(columns: readonly AnyColumn[], context: SourceContext): Branches {
  const branches = columns.map((column, branch) => {
    const { context: elsewhere, sources } = context.elsewhere();
    return { source: elsewhere.inner(column, String(branch)), sources };
  });
  const sources = branches.map(({ source }) => source);
  const { vector, begin, put } = merged(sources.map((source) => source.vector));
  const rowsOf = new Int32Array(batchRows);
  const places = new Int32Array(batchRows);
  return {
    vector,
    nullable: sources.some(({ nullable }) => nullable === true)
      ? true
      : sources.some(({ nullable }) => nullable === 'perhaps') && 'perhaps',
    extremes: sources.flatMap(({ extremes = [] }) => extremes),
    fill(rows, count, picked) {
      begin();
      for (const [branch, { source, sources: siblings }] of branches.entries()) {
        let some = 0;
        for (let i = 0; i < count; i++)
          if (picked[i] === branch) {
            rowsOf[some] = rows[i]!;
            places[some++] = i;
          }
        if (some === 0) continue;
        siblings.begin(rowsOf, some);
        source.fill(rowsOf, some);
        for (let n = 0; n < some; n++) put(places[n]!, branch, n);
      }
    },
  };
}
