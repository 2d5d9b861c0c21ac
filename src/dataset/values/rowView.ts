import { PgrehearseError } from '../../errors.ts';
import { similarTo } from '../similarTo.ts';
import { readValue } from './readValue.ts';
import type { SourceContext } from './ValueSource.ts';

/** An object whose properties read the other columns of the row at the cursor, filling them when first read. */
export function rowView({ siblings, table, column }: SourceContext, cursor: { i: number }): object {
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
