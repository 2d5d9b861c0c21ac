import { PgrehearseError } from '../../errors.ts';
import type { PoolColumn } from '../../scenario/columns/pool.ts';
import { drawShares } from '../random/draw.ts';
import { type Key, keyOf } from '../random/Key.ts';
import { ranks } from '../random/Ranks.ts';
import { skewedMasses } from '../random/skewedMasses.ts';
import { fromDictionary } from './choose.ts';
import { compared } from './compared.ts';
import { seededFaker } from './seededFaker.ts';
import type { SourceContext, ValueSource } from './ValueSource.ts';
import { batchRows, codeVector } from './Vector.ts';

export function compilePool(column: PoolColumn, context: SourceContext): ValueSource {
  const dictionary = dictionaryOf(column, context);
  if (column.correlation) return ordered(dictionary, column, context);
  const vector = codeVector(dictionary);
  const { codes } = vector;
  const shares = new Float64Array(batchRows);
  const rankOf = ranks(dictionary.length, column.skew);
  return {
    vector,
    drawn: true,
    nullable: false,
    fill(rows, count) {
      drawShares(context.key, rows, count, shares);
      for (let i = 0; i < count; i++) codes[i] = rankOf(shares[i]!);
    },
  };
}

function ordered(values: readonly unknown[], column: PoolColumn, context: SourceContext): ValueSource {
  const { key, rows } = context;
  const sorted = [...values].sort(compared).slice(0, rows);
  const masses = skewedMasses(sorted.length, rows, column.skew, keyOf(...key, 'masses'));
  return { ...fromDictionary(sorted, masses, column.correlation ?? 0, key), nullable: false };
}

export function dictionaryOf(column: PoolColumn, { world, key, table, column: name }: SourceContext) {
  const byKey = world.dictionaries.get(column) ?? new Map<string, readonly unknown[]>();
  world.dictionaries.set(column, byKey);
  let dictionary = byKey.get(key.join());
  if (dictionary === undefined) {
    dictionary = makeDictionary(column, key, world.now);
    byKey.set(key.join(), dictionary);
  }
  if (dictionary.length === 0)
    throw new PgrehearseError('data/pool', `column ${name} of table ${table.name}: its pool is empty`, {
      detail: 'The function gave null or undefined each time.',
      hint: 'Return a value from the function, and wrap the pool in nullable for NULL.',
    });
  return dictionary;
}

/** Draws until there are enough different values, or 20 draws in a row brought nothing new for each value wanted. */
function makeDictionary({ size, make }: PoolColumn, key: Key, now: number): readonly unknown[] {
  const faker = seededFaker(key[0]);
  faker.setDefaultRefDate(new Date(now));
  const values = new Map<unknown, unknown>();
  let misses = 0;
  while (values.size < size && misses < 1000 + size) {
    const value = make(faker);
    if (value === null || value === undefined) {
      misses++;
      continue;
    }
    const identity = typeof value === 'object' ? JSON.stringify(value) : value;
    if (values.has(identity)) misses++;
    else values.set(identity, value);
  }
  return [...values.values()];
}
