import type { ZipfColumn } from '../../scenario/columns/zipf.ts';
import { ranks } from '../random/Ranks.ts';
import { fillQuantiles } from './quantiles.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { numberVector } from './Vector.ts';

export function compileZipf(column: ZipfColumn, context: SourceContext): ValueSource {
  const vector = numberVector();
  const rankOf = ranks(column.values, column);
  const fill = fillQuantiles((share) => rankOf(share) + 1, 0, context, vector.values);
  return { vector, bounds: { min: 1, max: column.values }, nullable: false, fill };
}
