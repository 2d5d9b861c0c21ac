import type { BooleanColumn } from '../../scenario/columns/boolean.ts';
import { oneOf } from '../../scenario/columns/oneOf.ts';
import { drawMask } from '../random/draw.ts';
import { compileOneOf } from './oneOf.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows, codeVector } from './Vector.ts';

export function compileBoolean({ share, correlation }: BooleanColumn, context: SourceContext): ValueSource {
  if (correlation) return compileOneOf(oneOf([false, true], [1 - share, share], { correlation }), context);
  const { key } = context;
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
