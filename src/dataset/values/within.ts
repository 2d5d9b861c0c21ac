import { PgrehearseError } from '../../errors.ts';
import type { WithinColumn } from '../../scenario/columns/within.ts';
import { childrenOf } from './parents.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows } from './Vector.ts';

export function compileWithin({ reference, column }: WithinColumn, context: SourceContext): ValueSource {
  const counted = childrenOf(reference, context);
  if (counted === null)
    throw new PgrehearseError(
      'data/within',
      `column ${context.column} of table ${context.table.name}: expected ${reference} to be a reference with fanOut or correlation`,
      {
        detail: 'Only these know how many children each parent has.',
        hint: `Give ${reference} the option correlation: 0 where nothing else is known.`,
      },
    );
  const { masses, place } = counted;
  const { context: elsewhere, sources } = context.elsewhere(masses.most);
  const inner = elsewhere.inner(column);
  const numbers = new Int32Array(batchRows);
  return {
    ...inner,
    drawn: false,
    fill(rows, count) {
      for (let i = 0; i < count; i++) {
        const position = place(rows[i]!);
        numbers[i] = position - masses.startOf(masses.valueAt(position));
      }
      sources.begin(numbers, count);
      inner.fill(numbers, count);
    },
  };
}
