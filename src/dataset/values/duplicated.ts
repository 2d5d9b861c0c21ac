import type { DuplicatedColumn } from '../../scenario/columns/duplicated.ts';
import { keyOf } from '../random/Key.ts';
import { Permutation } from '../random/Permutation.ts';
import { readValue } from './readValue.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows, objectVector } from './Vector.ts';

/**
 * Rows in shuffled order are cut into clusters until enough rows are copies; a copy takes the value of the
 * row that its cluster begins with. Exact counts, no memory.
 */
export function compileDuplicated(column: DuplicatedColumn, context: SourceContext): ValueSource {
  const { rate, cluster, variant } = column;
  const { context: elsewhere, sources } = context.elsewhere();
  const inner = elsewhere.inner(column.column);
  const clusters = clusterCount(context.rows, rate, cluster);
  const permutation = new Permutation(context.rows, keyOf(...context.key, 'duplicated'));
  const originals = new Int32Array(batchRows);
  const copies = new Int32Array(batchRows);

  const fillOriginals = (rows: Int32Array, count: number) => {
    for (let i = 0; i < count; i++) {
      const position = permutation.at(rows[i]!);
      copies[i] = position < clusters * cluster ? position % cluster : 0;
      originals[i] = copies[i] === 0 ? rows[i]! : permutation.inverse(position - copies[i]!);
    }
    sources.begin(originals, count);
    inner.fill(originals, count);
  };
  if (variant === null) return { ...inner, fill: fillOriginals };

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

function clusterCount(rows: number, rate: number, cluster: number): number {
  if (rate === 0 || rows < cluster) return 0;
  return Math.min(Math.floor(rows / cluster), Math.max(1, Math.round((rows * rate) / (cluster - 1))));
}
