import type { DistinctColumn } from '../../scenario/columns/distinct.ts';
import { keyOf } from '../random/Key.ts';
import { skewedMasses } from '../random/skewedMasses.ts';
import { chooseByMass } from './choose.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows } from './Vector.ts';

export function compileDistinct(
  { count, skew, column, correlation = 0 }: DistinctColumn,
  context: SourceContext,
): ValueSource {
  const size = Math.min(count, context.rows);
  const masses = skewedMasses(size, context.rows, skew, keyOf(...context.key, 'masses'));
  const choose = chooseByMass(masses, correlation, context.key);
  const { context: elsewhere, sources } = context.elsewhere(size);
  const inner = elsewhere.inner(column);
  const chosen = new Int32Array(batchRows);
  return {
    ...inner,
    distinct: size,
    drawn: false,
    fill(rows, count) {
      choose(rows, count, chosen);
      sources.begin(chosen, count);
      inner.fill(chosen, count);
    },
  };
}
