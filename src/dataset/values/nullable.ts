import type { NullableColumn } from '../../scenario/columns/nullable.ts';
import { drawMask } from '../random/draw.ts';
import { keyOf } from '../random/Key.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows } from './Vector.ts';

export function compileNullable({ share, column }: NullableColumn, context: SourceContext): ValueSource {
  const inner = context.inner(column);
  const { vector } = inner;
  if (share === 0) return inner;
  const key = keyOf(...context.key, 'nullable');
  const mask = new Uint8Array(batchRows);
  return {
    ...inner,
    nullable: true,
    fill(rows, count) {
      inner.fill(rows, count);
      drawMask(key, share, rows, count, mask);
      const nulls = vector.nulls;
      if (nulls !== null && nulls !== mask) for (let i = 0; i < count; i++) mask[i]! |= nulls[i]!;
      vector.nulls = mask;
    },
  };
}
