import { arrangement } from '../random/arrangement.ts';
import type { Key } from '../random/Key.ts';
import { keyOf } from '../random/Key.ts';
import type { Masses } from '../random/Masses.ts';

/** Writes which of some values each row has. */
export type Choose = (rows: Int32Array, count: number, chosen: Int32Array) => void;

/** Gives each value exactly the rows of its mass, placed so that the column has the correlation. */
export function chooseByMass(masses: Masses, correlation: number, key: Key): Choose {
  const place = arrangement(masses, correlation, keyOf(...key, 'place'));
  return (rows, count, chosen) => {
    for (let i = 0; i < count; i++) chosen[i] = masses.valueAt(place(rows[i]!));
  };
}
