import { PgrehearseError } from '../../errors.ts';
import type { GivenColumn } from '../../scenario/columns/given.ts';
import { similarTo } from '../similarTo.ts';
import { compileBranches } from './branches.ts';
import { readValue } from './readValue.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows, type Vector } from './Vector.ts';

export function compileGiven({ by, branches, otherwise }: GivenColumn, context: SourceContext): ValueSource {
  const { siblings, table, column } = context;
  if (!Object.hasOwn(table.columns, by))
    throw new PgrehearseError(
      'data/unknown-column',
      `column ${column} of table ${table.name} is given by ${by}, which the table does not declare`,
      { hint: similarTo(by, Object.keys(table.columns)) },
    );
  const numbers = new Map(Object.keys(branches).map((value, branch) => [value, branch]));
  const compiled = compileBranches([...Object.values(branches), otherwise], context);
  const branchOf = (value: unknown) => numbers.get(textOf(value)) ?? numbers.size;
  const pick = picker(siblings.source(by).vector, branchOf);
  const picked = new Int32Array(batchRows);
  return {
    ...compiled,
    fill(rows, count) {
      siblings.filled(by);
      for (let i = 0; i < count; i++) picked[i] = pick(i);
      compiled.fill(rows, count, picked);
    },
  };
}

/** Values of a dictionary are looked up once. */
function picker(vector: Vector, branchOf: (value: unknown) => number): (i: number) => number {
  if (vector.kind !== 'code') return (i) => branchOf(readValue(vector, i));
  const byCode = vector.dictionary.map(branchOf);
  const none = branchOf(null);
  return (i) => (vector.nulls?.[i] === 1 ? none : byCode[vector.codes[i]!]!);
}

function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value ?? null);
}
