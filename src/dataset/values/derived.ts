import type { DerivedColumn } from '../../scenario/columns/derived.ts';
import { rowView } from './rowView.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { objectVector } from './Vector.ts';

export function compileDerived({ derive }: DerivedColumn, context: SourceContext): ValueSource {
  const vector = objectVector();
  const { values } = vector;
  const cursor = { i: 0 };
  const row = rowView(context, cursor) as never;
  return {
    vector,
    nullable: 'perhaps',
    fill(rows, count) {
      for (let i = 0; i < count; i++) {
        cursor.i = i;
        values[i] = derive(row, rows[i]! + 1);
      }
    },
  };
}
