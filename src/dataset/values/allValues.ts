import type { Column } from '../../scenario/columns/Column.ts';
import { sequence } from '../../scenario/columns/sequence.ts';
import { referencedRows } from './parents.ts';
import { dictionaryOf } from './pool.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { codeVector } from './Vector.ts';

/** A column whose values are all known: how many, and a source that gives the k-th for row k. */
export function allValues(column: Column, context: SourceContext): { size: number; source: ValueSource } {
  switch (column.kind) {
    case 'oneOf':
      return listed(column.values);
    case 'boolean':
      return listed([false, true]);
    case 'pool':
      return listed(dictionaryOf(column, context));
    case 'uniform':
      return counted(sequence({ start: column.from }), column.to - column.from + 1, context);
    case 'distinct':
      return counted(column.column as Column, column.count, context);
    case 'references': {
      const rows = referencedRows(column, context);
      return counted({ ...column, once: true, correlation: 1 }, rows, context);
    }
    default:
      throw new Error(`the values of ${column.kind} are not known`);
  }
}

function listed(values: readonly unknown[]) {
  const vector = codeVector(values);
  const nullable = values.some((value) => (value ?? null) === null);
  const fill = (rows: Int32Array, count: number) => vector.codes.set(rows.subarray(0, count));
  return { size: values.length, source: { vector, nullable, fill } };
}

function counted(column: Column, size: number, context: SourceContext) {
  const { context: elsewhere, sources } = context.elsewhere(size);
  const inner = elsewhere.inner(column);
  return {
    size,
    source: {
      ...inner,
      fill(rows: Int32Array, count: number) {
        sources.begin(rows, count);
        inner.fill(rows, count);
      },
    },
  };
}
