import type { OneOfColumn } from '../../scenario/columns/oneOf.ts';
import { aliasTable, drawAlias } from '../random/alias.ts';
import { drawShares } from '../random/draw.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows, codeVector } from './Vector.ts';

export function compileOneOf({ values, weights }: OneOfColumn, { key }: SourceContext): ValueSource {
  const vector = codeVector(values);
  const { codes } = vector;
  const table = aliasTable(weights);
  const shares = new Float64Array(batchRows);
  return {
    vector,
    nullable: values.some((value, i) => (value === null || value === undefined) && weights[i]! > 0),
    fill(rows, count) {
      drawShares(key, rows, count, shares);
      for (let i = 0; i < count; i++) codes[i] = drawAlias(table, shares[i]!);
    },
  };
}
