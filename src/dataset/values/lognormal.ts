import type { LognormalColumn } from '../../scenario/columns/lognormal.ts';
import { exp } from '../random/elementary.ts';
import { normalQuantile } from '../random/normalQuantile.ts';
import { fillQuantiles, rounded, truncated } from './quantiles.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { numberVector } from './Vector.ts';

export function compileLognormal(column: LognormalColumn, context: SourceContext): ValueSource {
  const { median, sigma, decimals, correlation = 0 } = column;
  const vector = numberVector();
  const curve = truncated((share) => median * exp(sigma * normalQuantile(share)), column);
  const fill = fillQuantiles(rounded(curve, decimals, column), correlation, context, vector.values);
  const { min = 0, max } = column;
  return { vector, nullable: false, fill, ...(max === undefined ? {} : { bounds: { min, max } }) };
}
