import { clusterSizes, type DuplicatedColumn } from '../../scenario/columns/duplicated.ts';
import { bits } from '../random/draw.ts';
import { keyOf } from '../random/Key.ts';
import { Permutation } from '../random/Permutation.ts';
import { readValue } from './readValue.ts';
import { rewritten } from './rewritten.ts';
import { untidied, untidyExtremes } from './untidy.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows, objectVector } from './Vector.ts';

/**
 * Rows in shuffled order are cut into clusters, size after size, until enough rows are copies; a copy takes
 * the value of the row that its cluster begins with. Exact counts, no memory.
 */
export function compileDuplicated(column: DuplicatedColumn, context: SourceContext): ValueSource {
  const { rate, cluster, variant } = column;
  const { context: elsewhere, sources } = context.elsewhere();
  const inner = {
    ...elsewhere.inner(column.column),
    distinct: context.rows - Math.round(context.rows * rate),
  };
  const clusters = new Clusters(context.rows, rate, clusterSizes(cluster));
  const permutation = new Permutation(context.rows, keyOf(...context.key, 'duplicated'));
  const originals = new Int32Array(batchRows);
  const copies = new Int32Array(batchRows);

  const fillOriginals = (rows: Int32Array, count: number) => {
    for (let i = 0; i < count; i++) {
      const position = permutation.at(rows[i]!);
      copies[i] = clusters.copyAt(position);
      originals[i] = copies[i] === 0 ? rows[i]! : permutation.inverse(position - copies[i]!);
    }
    sources.begin(originals, count);
    inner.fill(originals, count);
  };
  if (variant === null) return { ...inner, fill: fillOriginals };
  if (typeof variant !== 'function') {
    const copied: ValueSource = { ...inner, fill: fillOriginals };
    const [, , k2, k3] = keyOf(...context.key, 'variant');
    const source = rewritten(
      copied,
      (_rows, count, marks) => {
        for (let i = 0; i < count; i++) marks[i] = copies[i] === 0 ? 0 : 1;
      },
      (text, row) => untidied(text, variant, bits(row, k2, k3) >>> 0),
    );
    return { ...source, extremes: untidyExtremes(inner, variant) };
  }

  const vector = objectVector();
  return {
    vector,
    nullable: inner.nullable,
    fill(rows, count) {
      fillOriginals(rows, count);
      for (let i = 0; i < count; i++) {
        const value = readValue(inner.vector, i);
        vector.values[i] = value === null || copies[i] === 0 ? value : variant(value, copies[i]!);
      }
    },
  };
}

/** Clusters of each size follow each other at the beginning of the shuffled rows. */
class Clusters {
  readonly #groups: { first: number; end: number; size: number }[] = [];

  constructor(rows: number, rate: number, sizes: readonly (readonly [size: number, weight: number])[]) {
    const perWeight = sizes.reduce((sum, [size, weight]) => sum + (size - 1) * weight, 0);
    let first = 0;
    for (const [size, weight] of sizes) {
      const wanted = (rows * rate * weight) / perWeight;
      const least = rate > 0 && sizes.length === 1 ? 1 : 0;
      const count = Math.min(Math.floor((rows - first) / size), Math.max(least, Math.round(wanted)));
      this.#groups.push({ first, end: first + count * size, size });
      first += count * size;
    }
  }

  /** 0 for a cluster's first row and for rows in none. */
  copyAt(position: number): number {
    for (const { first, end, size } of this.#groups) if (position < end) return (position - first) % size;
    return 0;
  }
}
