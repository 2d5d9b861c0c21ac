import type { ZipfColumn } from '../../scenario/columns/zipf.ts';
import { exp, log } from '../random/elementary.ts';
import { ranks } from '../random/Ranks.ts';
import { TieSum, type Ties } from '../random/Ties.ts';
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
function tiesOf({ exponent, values }: ZipfColumn): Ties {
  const weights = Array.from({ length: Math.min(values, 1_000_000) }, (_, k) => exp(-exponent * log(k + 1)));
  const total = weights.reduce((all, weight) => all + weight, 0);
  const sum = new TieSum();
  for (const weight of weights) sum.add(weight / total);
  return sum.ties;
}
