import type { OrphanedColumn } from '../../scenario/columns/orphaned.ts';
import { bits, drawMask } from '../random/draw.ts';
import { type Key, keyOf } from '../random/Key.ts';
import { merged } from './merged.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows, numberVector, objectVector, uuidVector, type Vector } from './Vector.ts';

/** How many different parents are missing: each lost one had several children. */
const lostParents = 4096;

export function compileOrphaned({ share, column }: OrphanedColumn, context: SourceContext): ValueSource {
  const inner = context.inner(column);
  const key = keyOf(...context.key, 'orphaned');
  const mask = new Uint8Array(batchRows);
  const [lost, lose] = lostOf(inner, key);
  const { vector, begin, put } = merged([inner.vector, lost]);
  const { bounds: _bounds, distinct: _distinct, ...rest } = inner;
  return {
    ...rest,
    vector,
    orphans: share > 0,
    fill(rows, count) {
      inner.fill(rows, count);
      drawMask(key, share, rows, count, mask);
      begin();
      for (let i = 0; i < count; i++) {
        if (mask[i] === 1) lose(i, bits(rows[i]!, key[2], key[3]));
        // A row without a parent has none to lose.
        put(i, mask[i] === 1 && inner.vector.nulls?.[i] !== 1 ? 1 : 0, i);
      }
    },
  };
}

/** Values that no parent has, of the parents' kind. */
function lostOf({ vector, bounds }: ValueSource, key: Key): [Vector, (i: number, word: number) => void] {
  if (vector.kind === 'number') {
    const lost = numberVector();
    const first = (bounds?.max ?? 0) + 1;
    return [
      lost,
      (i, word) => {
        const n = word & (lostParents - 1);
        lost.values[i] = bounds ? first + n : -1 - n;
      },
    ];
  }
  if (vector.kind === 'uuid') {
    const lost = uuidVector();
    return [
      lost,
      (i, word) => {
        const n = word & (lostParents - 1);
        // Version 4, with a first half that only these have.
        lost.words.set(
          [0x0dead000 | n, 0x0000_4000, (bits(n, key[0], key[1]) & 0x3fffffff) | 0x80000000, n],
          i * 4,
        );
      },
    ];
  }
  const lost = objectVector();
  return [
    lost,
    (i, word) => {
      lost.values[i] = `lost-${word & (lostParents - 1)}`;
    },
  ];
}
