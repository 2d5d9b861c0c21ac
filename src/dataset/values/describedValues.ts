import type { StatisticsColumn } from '../../scenario/columns/fromStatistics.ts';
import { finder } from '../random/Masses.ts';
import { merged } from './merged.ts';
import type { Described } from './statisticsSegments.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { codeVector, instantVector, numberVector, objectVector } from './Vector.ts';

/** Gives the k-th of the values that statistics describe, in their order. */
export function describedValues(
  { statistics, column }: StatisticsColumn,
  described: Described,
  context: SourceContext,
): ValueSource {
  const { mostCommonValues: common } = statistics;
  const { segments, size, histogram } = described;
  if (histogram !== null) return interpolated(statistics.mostCommonValues ?? [], described);
  if (common !== undefined && segments.every((segment) => segment.common !== null))
    return named(segments.map((segment) => common[segment.common!]));

  const { context: elsewhere, sources } = context.elsewhere(size);
  const inner = elsewhere.inner(column!);
  const fill = (rows: Int32Array, count: number) => {
    sources.begin(rows, count);
    inner.fill(rows, count);
  };
  return common === undefined ? { ...inner, fill } : partlyNamed(common, described, { ...inner, fill });
}

function named(values: readonly unknown[]): ValueSource {
  const vector = codeVector(values);
  return { vector, nullable: false, fill: (rows, count) => vector.codes.set(rows.subarray(0, count)) };
}

/** The common values where they stand, and the column's elsewhere. */
function partlyNamed(common: readonly unknown[], described: Described, inner: ValueSource): ValueSource {
  const segmentOf = segmentFinder(described);
  const names = codeVector(common);
  const { vector, begin, put } = merged([names, inner.vector]);
  return {
    vector,
    nullable: inner.nullable,
    fill(rows, count) {
      inner.fill(rows, count);
      begin();
      for (let i = 0; i < count; i++) {
        const { common: of } = described.segments[segmentOf(rows[i]!)]!;
        if (of !== null) names.codes[i] = of;
        put(i, of === null ? 1 : 0, i);
      }
    },
  };
}

function interpolated(common: readonly unknown[], described: Described): ValueSource {
  const { segments, histogram } = described;
  const segmentOf = segmentFinder(described);
  const firsts = firstValues(described);
  const at = (value: number) => {
    const segment = segmentOf(value);
    const { common: of, other } = segments[segment]!;
    return of === null ? histogram!.at(other + value - firsts[segment]!) : common[of];
  };
  if (histogram!.kind === 'text') {
    const vector = objectVector();
    return {
      vector,
      nullable: false,
      fill(rows, count) {
        for (let i = 0; i < count; i++) vector.values[i] = at(rows[i]!);
      },
    };
  }
  const vector = histogram!.kind === 'instant' ? instantVector() : numberVector();
  return {
    vector,
    nullable: false,
    fill(rows, count) {
      for (let i = 0; i < count; i++) {
        const value = at(rows[i]!);
        vector.values[i] = value instanceof Date ? value.getTime() * 1000 : Number(value);
      }
    },
  };
}

function firstValues({ segments }: Described): Uint32Array {
  const firsts = new Uint32Array(segments.length + 1);
  for (const [i, { size }] of segments.entries()) firsts[i + 1] = firsts[i]! + size;
  return firsts;
}

function segmentFinder(described: Described): (value: number) => number {
  return finder(firstValues(described));
}
