import { PgrehearseError } from '../../errors.ts';
import type { DerivedColumn } from '../../scenario/columns/derived.ts';
import { similarTo } from '../similarTo.ts';
import { readValue } from './readValue.ts';
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

/** An object whose properties read the other columns of the row at the cursor, filling them when first read. */
function rowView({ siblings, table, column }: SourceContext, cursor: { i: number }): object {
  const unknown = new Proxy(Object.create(null) as object, {
    get(_target, property) {
      if (typeof property === 'symbol') return undefined;
      throw new PgrehearseError(
        'data/unknown-column',
        `column ${column} of table ${table.name} is derived from ${property}, which the table does not declare`,
        { hint: similarTo(property, Object.keys(table.columns)) },
      );
    },
  });
  const view = Object.create(unknown) as object;
  for (const name of Object.keys(table.columns))
    Object.defineProperty(view, name, {
      enumerable: true,
      get: () => readValue(siblings.filled(name).vector, cursor.i),
    });
  return view;
}
