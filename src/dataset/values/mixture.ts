import type { MixtureColumn } from '../../scenario/columns/mixture.ts';
import { aliasTable, drawAlias } from '../random/alias.ts';
import { drawShares } from '../random/draw.ts';
import { keyOf } from '../random/Key.ts';
import { compileBranches } from './branches.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows } from './Vector.ts';

export function compileMixture({ weights, columns }: MixtureColumn, context: SourceContext): ValueSource {
  const branches = compileBranches(columns, context);
  const table = aliasTable(weights);
  const key = keyOf(...context.key, 'mixture');
  const shares = new Float64Array(batchRows);
  const picked = new Int32Array(batchRows);
  return {
    ...branches,
    fill(rows, count) {
      drawShares(key, rows, count, shares);
      for (let i = 0; i < count; i++) picked[i] = drawAlias(table, shares[i]!);
      branches.fill(rows, count, picked);
    },
  };
}
