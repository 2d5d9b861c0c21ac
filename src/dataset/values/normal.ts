import type { NormalColumn } from '../../scenario/columns/normal.ts';
import { normalQuantile } from '../random/normalQuantile.ts';
import { fillQuantiles, rounded, truncated } from './quantiles.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { numberVector } from './Vector.ts';

export function compileNormal(column: NormalColumn, context: SourceContext): ValueSource {
  const { mean, deviation, decimals, correlation = 0 } = column;
  const vector = numberVector();
  const bell = truncated((share) => mean + deviation * normalQuantile(share), column);
  const fill = fillQuantiles(rounded(bell, decimals, column), correlation, context, vector.values);
  const { min, max } = column;
  const bounded = min !== undefined && max !== undefined;
  return { vector, nullable: false, fill, ...(bounded ? { bounds: { min, max } } : {}) };
}
