import type { SequenceColumn } from '../../scenario/columns/sequence.ts';
import { keyOf } from '../random/Key.ts';
import { placement } from '../random/Placement.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { numberVector } from './Vector.ts';

export function compileSequence(column: SequenceColumn, context: SourceContext): ValueSource {
  const { start, step, correlation = 1 } = column;
  const vector = numberVector();
  const { values } = vector;
  const last = start + step * (context.rows - 1);
  const bounds = { min: Math.min(start, last), max: Math.max(start, last) };
  if (correlation === 1)
    return {
      vector,
      bounds,
      nullable: false,
      fill(rows, count) {
        for (let i = 0; i < count; i++) values[i] = start + step * rows[i]!;
      },
    };
  // A descending sequence follows the order of the rows with the opposite sign.
  const place = placement(
    context.rows,
    step < 0 ? -correlation : correlation,
    keyOf(...context.key, 'place'),
  );
  return {
    vector,
    bounds,
    nullable: false,
    fill(rows, count) {
      for (let i = 0; i < count; i++) values[i] = start + step * place(rows[i]!);
    },
  };
}
