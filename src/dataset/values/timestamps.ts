import { PgrehearseError } from '../../errors.ts';
import { momentOf, show, type TimestampsColumn } from '../../scenario/columns/timestamps.ts';
import { fillQuantiles, type Quantile } from './quantiles.ts';
import { rhythmic } from './rhythm.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { instantVector } from './Vector.ts';

export function compileTimestamps(column: TimestampsColumn, context: SourceContext): ValueSource {
  const { growth, correlation = 0 } = column;
  const from = momentOf(column.from, context.world.now) * 1000;
  const to = momentOf(column.to, context.world.now) * 1000;
  if (!(from < to)) throw unordered(column, context);
  const vector = instantVector();
  const quantile = column.rhythm
    ? rhythmic(column.rhythm, from / 1000, to / 1000, growth)
    : steady(growth, from, to);
  return { vector, nullable: false, fill: fillQuantiles(quantile, correlation, context, vector.values) };
}

function steady(growth: number, from: number, to: number): Quantile {
  const share = grown(growth);
  return (rank) => Math.floor(from + share(rank) * (to - from));
}

/** The share of the time that has gone when a share of the rows is there; the density grows in a line. */
function grown(growth: number): Quantile {
  const slope = growth - 1;
  if (slope === 0) return (rank) => rank;
  return (rank) => (Math.sqrt(1 + 2 * slope * rank * (1 + slope / 2)) - 1) / slope;
}

export function unordered(
  { from, to }: Pick<TimestampsColumn, 'from' | 'to'>,
  { table, column, world }: SourceContext,
): PgrehearseError {
  return new PgrehearseError(
    'data/range',
    `column ${column} of table ${table.name}: expected a from before to, found ${show(from)} to ${show(to)}`,
    { detail: `The scenario's now is ${new Date(world.now).toISOString()}.` },
  );
}
