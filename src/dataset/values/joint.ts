import type { JointColumn } from '../../scenario/columns/joint.ts';
import { readValue } from './readValue.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { objectVector, type Vector } from './Vector.ts';

/** All columns of a joint declaration draw with the same stream; each takes its own field. */
export function compileJoint({ field, leader, column }: JointColumn, context: SourceContext): ValueSource {
  const source = context.named(leader).inner(column, 'joint');
  const { vector } = source;
  const fieldOf = (value: unknown) => (value as Readonly<Record<string, unknown>> | null)?.[field] ?? null;
  const { extremes: _extremes, ...rest } = source;
  if (vector.kind === 'code') {
    const fields: Vector = { ...vector, dictionary: vector.dictionary.map(fieldOf) };
    return {
      ...rest,
      vector: fields,
      nullable: source.nullable || fields.dictionary.includes(null),
      fill(rows, count) {
        source.fill(rows, count);
        fields.nulls = vector.nulls;
      },
    };
  }
  const fields = objectVector();
  return {
    ...rest,
    vector: fields,
    nullable: 'perhaps',
    fill(rows, count) {
      source.fill(rows, count);
      for (let i = 0; i < count; i++) fields.values[i] = fieldOf(readValue(vector, i));
    },
  };
}
