import { arrangement } from '../random/arrangement.ts';
import { type Key, keyOf } from '../random/Key.ts';
import type { Masses } from '../random/Masses.ts';
import type { ValueSource } from './ValueSource.ts';
import { codeVector } from './Vector.ts';

/** Writes which of some values each row has. */
export type Choose = (rows: Int32Array, count: number, chosen: Int32Array) => void;

/** Gives each value exactly the rows of its mass, placed so that the column has the correlation. */
export function chooseByMass(masses: Masses, correlation: number, key: Key): Choose {
  const place = arrangement(masses.total, masses.ties, correlation, keyOf(...key, 'place'));
  return (rows, count, chosen) => {
    for (let i = 0; i < count; i++) chosen[i] = masses.valueAt(place(rows[i]!));
  };
}

/** The values of a dictionary, in its order. */
export function fromDictionary(
  dictionary: readonly unknown[],
  masses: Masses,
  correlation: number,
  key: Key,
): ValueSource {
  const vector = codeVector(dictionary);
  const choose = chooseByMass(masses, correlation, key);
  return { vector, nullable: false, fill: (rows, count) => choose(rows, count, vector.codes) };
}
