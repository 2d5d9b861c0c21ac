import type { UniformColumn } from '../../scenario/columns/uniform.ts';
import { evenTies } from '../random/Ties.ts';
import { drawQuantiles } from './quantiles.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { numberVector } from './Vector.ts';

export function compileUniform(column: UniformColumn, context: SourceContext): ValueSource {
  const { from, to, decimals, correlation = 0 } = column;
  const vector = numberVector();
  const steps = decimals === null ? Number.POSITIVE_INFINITY : stepsOf(from, to, 10 ** decimals);
  const draw = drawQuantiles(correlation, context, evenTies(steps));
  const spread = decimals === null ? continuous(from, to) : stepwise(from, to, 10 ** decimals);
  return {
    vector,
    bounds: { min: from, max: to },
    distinct: steps,
    drawn: correlation === 0,
    nullable: false,
    fill: (rows, count) => spread(draw(rows, count), count, vector.values),
  };
}

/** A loop of its own for each case, over shares in [0, 1). */
type Spread = (shares: Float64Array, count: number, values: Float64Array) => void;

function continuous(from: number, to: number): Spread {
  return (shares, count, values) => {
    for (let i = 0; i < count; i++) values[i] = from + shares[i]! * (to - from);
  };
}

function stepwise(from: number, to: number, factor: number): Spread {
  const first = Math.ceil(from * factor);
  const steps = stepsOf(from, to, factor);
  if (factor === 1)
    return (shares, count, values) => {
      for (let i = 0; i < count; i++) values[i] = first + Math.floor(shares[i]! * steps);
    };
  return (shares, count, values) => {
    for (let i = 0; i < count; i++) values[i] = (first + Math.floor(shares[i]! * steps)) / factor;
  };
}

function stepsOf(from: number, to: number, factor: number): number {
  return Math.floor(to * factor) - Math.ceil(from * factor) + 1;
}
