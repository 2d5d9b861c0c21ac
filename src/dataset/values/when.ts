import type { WhenColumn } from '../../scenario/columns/when.ts';
import { rowView } from './rowView.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows } from './Vector.ts';

export function compileWhen({ holds, column }: WhenColumn, context: SourceContext): ValueSource {
  const inner = context.inner(column);
  const { vector } = inner;
  const mask = new Uint8Array(batchRows);
  const cursor = { i: 0 };
  const row = rowView(context, cursor) as never;
  return {
    ...inner,
    nullable: 'perhaps',
    fill(rows, count) {
      inner.fill(rows, count);
      // What the inner column said itself; its own mask is left where it says nothing.
      const nulls = vector.nulls === mask ? null : vector.nulls;
      for (let i = 0; i < count; i++) {
        cursor.i = i;
        mask[i] = !holds(row, rows[i]! + 1) || (nulls !== null && nulls[i] === 1) ? 1 : 0;
      }
      vector.nulls = mask;
    },
  };
}
