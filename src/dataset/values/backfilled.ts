import type { BackfilledColumn } from '../../scenario/columns/backfilled.ts';
import { keyOf } from '../random/Key.ts';
import { Permutation } from '../random/Permutation.ts';
import { compileBranches } from './branches.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows } from './Vector.ts';

/** An exact number of rows is done. */
export function compileBackfilled(
  { done, spread, column, before }: BackfilledColumn,
  context: SourceContext,
): ValueSource {
  const limit = Math.round(context.rows * done);
  const branches = compileBranches([column, before], context);
  const permutation = new Permutation(context.rows, keyOf(...context.key, 'backfilled'));
  const picked = new Int32Array(batchRows);
  return {
    ...branches,
    fill(rows, count) {
      for (let i = 0; i < count; i++)
        picked[i] = (spread ? permutation.at(rows[i]!) : rows[i]!) < limit ? 0 : 1;
      branches.fill(rows, count, picked);
    },
  };
}
