import type { ZipfColumn } from '../../scenario/columns/zipf.ts';
import { exp, log } from '../random/elementary.ts';
import { ranks } from '../random/Ranks.ts';
import { fillQuantiles } from './quantiles.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { numberVector } from './Vector.ts';

export function compileZipf(column: ZipfColumn, context: SourceContext): ValueSource {
  const vector = numberVector();
  const rankOf = ranks(column.values, column);
  const { correlation = 0 } = column;
  const ties = correlation === 0 ? undefined : tiesOf(column);
  const fill = fillQuantiles((share) => rankOf(share) + 1, correlation, context, vector.values, ties);
  return {
    vector,
    bounds: { min: 1, max: column.values },
    distinct: column.values,
    drawn: correlation === 0,
    nullable: false,
    fill,
  };
}

/** Of the values that matter: rarer ones add nothing to a sum of squares. */
function tiesOf({ exponent, values }: ZipfColumn): { squares: number; cubes: number } {
  let [sum, squares, cubes] = [0, 0, 0];
  for (let k = 1; k <= Math.min(values, 1_000_000); k++) {
    const weight = exp(-exponent * log(k));
    sum += weight;
    squares += weight ** 2;
    cubes += weight ** 3;
  }
  return { squares: squares / sum ** 2, cubes: cubes / sum ** 3 };
}
