import type { InstantVector, NumberVector } from '../../values/Vector.ts';
import type { FixedNumber } from '../Codec.ts';
import type { ColumnWriter } from '../ColumnWriter.ts';
import { RefusedValue } from '../RefusedValue.ts';

export function fixedWriter(vector: NumberVector | InstantVector, fixed: FixedNumber): ColumnWriter {
  const { values } = vector;
  const { width, min, max, integer, put, putFields } = fixed;
  const fits = (value: number) => value >= min && value <= max && (!integer || Math.floor(value) === value);
  return {
    measure(count, sizes) {
      const { nulls } = vector;
      for (let i = 0; i < count; i++) {
        if (nulls !== null && nulls[i] === 1) sizes[i]! -= width;
        else if (!fits(values[i]!)) throw refused(vector, i, fixed);
      }
      return 4 + width;
    },
    write(count, { view }, positions) {
      const { nulls } = vector;
      if (nulls === null && putFields !== undefined) {
        putFields(view, positions, values, count);
        return;
      }
      for (let i = 0; i < count; i++) {
        const at = positions[i]!;
        if (nulls !== null && nulls[i] === 1) {
          view.setInt32(at, -1);
          positions[i] = at + 4;
        } else {
          view.setInt32(at, width);
          put(view, at + 4, values[i]!);
          positions[i] = at + 4 + width;
        }
      }
    },
  };
}

function refused(
  { kind, values }: NumberVector | InstantVector,
  i: number,
  { expected }: FixedNumber,
): RefusedValue {
  const found = kind === 'instant' ? new Date(values[i]! / 1000) : values[i];
  return Object.assign(new RefusedValue(expected, found), { index: i });
}
