import type { BooleanColumn } from '../../scenario/columns/boolean.ts';
import { drawMask } from '../random/draw.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows, codeVector } from './Vector.ts';

export function compileBoolean({ share }: BooleanColumn, { key }: SourceContext): ValueSource {
  const vector = codeVector([false, true]);
  const mask = new Uint8Array(batchRows);
  return {
    vector,
    nullable: false,
    fill(rows, count) {
      drawMask(key, share, rows, count, mask);
      for (let i = 0; i < count; i++) vector.codes[i] = mask[i]!;
    },
  };
}
