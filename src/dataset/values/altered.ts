import type { AlteredColumn } from '../../scenario/columns/altered.ts';
import { drawMask } from '../random/draw.ts';
import { keyOf } from '../random/Key.ts';
import { readValue } from './readValue.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows, objectVector } from './Vector.ts';

export function compileAltered(
  { share, change, column }: AlteredColumn,
  context: SourceContext,
): ValueSource {
  const inner = context.inner(column);
  const vector = objectVector();
  const key = keyOf(...context.key, 'altered');
  const mask = new Uint8Array(batchRows);
  return {
    vector,
    nullable: inner.nullable,
    fill(rows, count) {
      inner.fill(rows, count);
      drawMask(key, share, rows, count, mask);
      for (let i = 0; i < count; i++) {
        const value = readValue(inner.vector, i);
        vector.values[i] = value === null || mask[i] === 0 ? value : change(value);
      }
    },
  };
}
