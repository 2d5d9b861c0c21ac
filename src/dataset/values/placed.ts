import type { PlacedColumn } from '../../scenario/columns/placed.ts';
import { keyOf } from '../random/Key.ts';
import { placement } from '../random/Placement.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows } from './Vector.ts';

export function compilePlaced({ correlation, column }: PlacedColumn, context: SourceContext): ValueSource {
  const { context: elsewhere, sources } = context.elsewhere();
  const inner = elsewhere.inner(column);
  const place = placement(context.rows, correlation, keyOf(...context.key, 'placed'));
  const places = new Int32Array(batchRows);
  return {
    ...inner,
    fill(rows, count) {
      for (let i = 0; i < count; i++) places[i] = place(rows[i]!);
      sources.begin(places, count);
      inner.fill(places, count);
    },
  };
}
