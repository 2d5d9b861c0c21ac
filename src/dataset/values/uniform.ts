import type { UniformColumn } from '../../scenario/columns/uniform.ts';
import { evenTies } from '../random/Ties.ts';
import { fillQuantiles } from './quantiles.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { numberVector } from './Vector.ts';

export function compileUniform(column: UniformColumn, context: SourceContext): ValueSource {
  const { from, to, decimals, correlation = 0 } = column;
  const vector = numberVector();
  const quantile = decimals === null ? continuous(from, to) : stepwise(from, to, 10 ** decimals);
  const steps = decimals === null ? Number.POSITIVE_INFINITY : stepsOf(from, to, 10 ** decimals);
  const fill = fillQuantiles(quantile, correlation, context, vector.values, evenTies(steps));
  return {
    vector,
    bounds: { min: from, max: to },
    distinct: steps,
    drawn: correlation === 0,
    nullable: false,
    fill,
  };
}

function continuous(from: number, to: number) {
  return (share: number) => from + share * (to - from);
}

function stepwise(from: number, to: number, factor: number) {
  const first = Math.ceil(from * factor);
  const steps = stepsOf(from, to, factor);
  if (factor === 1) return (share: number) => first + Math.floor(share * steps);
  return (share: number) => (first + Math.floor(share * steps)) / factor;
}

function stepsOf(from: number, to: number, factor: number): number {
  return Math.floor(to * factor) - Math.ceil(from * factor) + 1;
}
